/** What a plug-in module says of itself, as it crosses from its process to the server: checked on both sides. */
import { z } from 'zod';

const LONGEST_SCHEMA = 32_000;
const MOST_TOOLS = 64;

/** With the module's name and the mark between them, a tool's name has 64 characters at most. */
const moduleName = z
  .string()
  .regex(/^[a-z](?:-?[a-z0-9]){0,30}$/, 'must be 1 to 31 lower-case letters, digits and single hyphens');
const toolName = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,30}$/, 'must be 1 to 31 letters, digits, _ and -, beginning with a letter');

const parameters = z
  .record(z.string(), z.unknown())
  .refine(({ type }) => type === 'object', 'must be a JSON schema of type object')
  .refine((schema) => JSON.stringify(schema).length <= LONGEST_SCHEMA, `must be at most ${LONGEST_SCHEMA} characters`);

const ManifestTool = z.object({
  name: toolName,
  description: z.string().min(1).max(4000),
  parameters,
  sideEffects: z.enum(['none', 'asks', 'dangerous']),
  timeoutMs: z.number().int().min(100).max(300_000).optional(),
});

export const ModuleManifest = z.object({
  name: moduleName,
  version: z.string().min(1).max(50),
  tools: z
    .array(ManifestTool)
    .min(1)
    .max(MOST_TOOLS)
    .refine((tools) => new Set(tools.map(({ name }) => name)).size === tools.length, 'must have different names'),
});
export type ModuleManifest = z.output<typeof ModuleManifest>;
export type ManifestTool = z.output<typeof ManifestTool>;

/** What is wrong with a manifest, in one line. */
export function manifestProblem(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'manifest'}: ${message}`)
    .join('; ');
}
