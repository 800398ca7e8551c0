/** Finds a plug-in module, imports it and checks what it says of itself. Runs in the module's own thread. */
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { manifestProblem, ModuleManifest } from './module-manifest.js';
import type { ModuleContext } from './module-messages.js';

type Run = (args: unknown, context: ModuleContext, signal: AbortSignal) => unknown;
/** Gives the arguments with their defaults, or what is wrong with them. */
type CheckArguments = (args: unknown) => { args: unknown } | { problem: string };

export interface LoadedTool {
  run: Run;
  check: CheckArguments;
}

export interface LoadedModule {
  manifest: ModuleManifest;
  tools: Map<string, LoadedTool>;
}

const Given = z.object({
  tools: z.array(z.looseObject({ name: z.unknown(), parameters: z.unknown(), run: z.unknown() })).max(1000),
});

/** `source` is an absolute path or the name of a package that is installed for `home`. Throws what is wrong. */
export async function loadModule(source: string, home: string): Promise<LoadedModule> {
  const exported = (await import(locate(source, home))) as Record<string, unknown>;
  const given = exported.manifest ?? exported.default;
  const parsed = Given.safeParse(given);
  if (!parsed.success) throw new Error(`exports no manifest with tools (${manifestProblem(parsed.error)})`);
  const tools = new Map<string, LoadedTool>();
  const plain = parsed.data.tools.map((tool) => {
    const { parameters, check } = parametersOf(tool.name, tool.parameters);
    if (typeof tool.run !== 'function') throw new Error(`${String(tool.name)}: run must be a function`);
    tools.set(String(tool.name), { run: tool.run as Run, check });
    return { ...tool, parameters };
  });
  const manifest = ModuleManifest.safeParse({ ...(given as object), tools: plain });
  if (!manifest.success) throw new Error(`the manifest is not valid: ${manifestProblem(manifest.error)}`);
  return { manifest: manifest.data, tools };
}

function locate(source: string, home: string): string {
  const folder = pathToFileURL(join(home, 'package.json'));
  if (isAbsolute(source)) return pathToFileURL(createRequire(folder).resolve(source)).href;
  return import.meta.resolve(source, folder);
}

/** A zod schema checks for itself; a JSON schema is compiled here, where a bad pattern stops nobody else. */
function parametersOf(name: unknown, given: unknown): { parameters: unknown; check: CheckArguments } {
  try {
    return isZod(given) ? byZod(given) : byJsonSchema(given);
  } catch (error) {
    throw new Error(`${String(name)}: its parameters are no valid schema (${(error as Error).message})`, {
      cause: error,
    });
  }
}

const isZod = (given: unknown): given is z.ZodType => typeof given === 'object' && given !== null && '_zod' in given;

function byZod(schema: z.ZodType) {
  const parameters: Record<string, unknown> = z.toJSONSchema(schema, { io: 'input' });
  delete parameters.$schema;
  const check: CheckArguments = (args) => {
    const parsed = schema.safeParse(args);
    return parsed.success ? { args: parsed.data } : { problem: manifestProblem(parsed.error) };
  };
  return { parameters, check };
}

function byJsonSchema(schema: unknown) {
  // The dialect named does not matter for what arguments need; the compiler knows only its own.
  const parameters = { ...(schema as Record<string, unknown>) };
  delete parameters.$schema;
  const validate = new Ajv2020({ strict: false, useDefaults: true, validateFormats: false }).compile(parameters);
  const check: CheckArguments = (args) => {
    if (validate(args)) return { args };
    const problems = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
    return { problem: problems.join('; ') };
  };
  return { parameters, check };
}
