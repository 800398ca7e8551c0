/** Reads the layered .env files and the process environment, and refuses what is wrong before anything starts. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { closestName } from './closest-name.js';
import { type Environment, VARIABLES, type VariableName } from './variables.js';

/** One thing wrong with the configuration: which variable, what is wrong, how to mend it. */
export interface ConfigProblem {
  variable: string;
  problem: string;
}

export class ConfigError extends Error {
  constructor(readonly problems: ConfigProblem[]) {
    super(
      `The configuration cannot be used:\n${problems.map(({ variable, problem }) => `  ${variable}: ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

export interface LoadedEnvironment {
  values: Environment;
  /** Which layer each value came from: default, a file's name, or environment. */
  layers: Record<VariableName, string>;
}

type Source = Record<string, string | undefined>;

/** Prefixes that are ours: an unknown name that begins with one is a mistake, not somebody else's variable. */
const OUR_PREFIX = /^RAI_/;

/** Weakest first: .env < .env.<NODE_ENV> < .env.local < environment. */
export function loadEnvironment(environment: Source = process.env, folder = process.cwd()): LoadedEnvironment {
  const base = readEnvFile(folder, '.env');
  const nodeEnv = environment.NODE_ENV || base.NODE_ENV || VARIABLES.NODE_ENV.default;
  const layers: [string, Source][] = [
    ['.env', base],
    [`.env.${nodeEnv}`, readEnvFile(folder, `.env.${nodeEnv}`)],
    ['.env.local', readEnvFile(folder, '.env.local')],
    ['environment', environment],
  ];
  const problems = layers.flatMap(([layer, source]) => unknownNames(layer, source));
  const raw: Source = {};
  const from: Record<string, string> = {};
  for (const [layer, source] of layers) {
    for (const name of Object.keys(VARIABLES)) {
      // An empty string unsets: that is how compose files and shells say "nothing".
      if (source[name] === undefined || source[name] === '') continue;
      raw[name] = source[name];
      from[name] = layer;
    }
  }
  const values = parseValues(raw, problems);
  if (problems.length) throw new ConfigError(problems);
  const named = Object.keys(VARIABLES).map((name) => [name, from[name] ?? 'default']);
  return { values, layers: Object.fromEntries(named) as Record<VariableName, string> };
}

function parseValues(raw: Source, problems: ConfigProblem[]): Environment {
  const values: Record<string, unknown> = {};
  for (const [name, { schema, default: fallback, secret }] of Object.entries(VARIABLES)) {
    const given = raw[name] ?? fallback;
    const parsed = schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else {
      const shown = secret ? '' : ` (it is "${given}")`;
      problems.push({ variable: name, problem: `${parsed.error.issues[0]?.message ?? 'not valid'}${shown}` });
    }
  }
  return values as Environment;
}

function unknownNames(layer: string, source: Source): ConfigProblem[] {
  const known = Object.keys(VARIABLES);
  return Object.keys(source).flatMap((name) => {
    if (name in VARIABLES || name.startsWith('npm_')) return [];
    const near = closestName(name, known);
    if (!OUR_PREFIX.test(name) && !(near && layer !== 'environment') && !(near && near.distance === 1)) return [];
    const mend = near ? `did you mean ${near.name}?` : 'remove it; .env.example lists what there is';
    return [{ variable: name, problem: `is not a setting of this server (from ${layer}); ${mend}` }];
  });
}

function readEnvFile(folder: string, name: string): Source {
  const file = resolve(folder, name);
  return existsSync(file) ? parse(readFileSync(file)) : {};
}
