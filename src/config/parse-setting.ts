/** Values of settings: from JSON to the text of a .env file, and from that text to what the server uses. Pure. */
import { z } from 'zod';
import { ConfigError } from './load-environment.js';
import { VARIABLES, type VariableName } from './variables.js';

export type SettingType = 'boolean' | 'integer' | 'number' | 'enum' | 'list' | 'json' | 'string';

/** What a value may be. Numbers: least and most, both included. */
export interface SettingKind {
  type: SettingType;
  bounds?: { min?: number; max?: number; values?: string[] };
}

const JSON_SETTINGS = new Set<VariableName>(['PRICES', 'LLM_UPSTREAMS', 'LLM_ROUTES', 'LLM_PROFILES']);

/** Throws ConfigError naming the variable. */
export function parseSetting(name: VariableName, text: string): unknown {
  const parsed = VARIABLES[name].schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new ConfigError([{ variable: name, problem: parsed.error.issues[0]?.message ?? 'not valid' }]);
}

/** A JSON value as it would stand in a .env file; throws ConfigError where the variable does not take it. */
export function settingText(name: VariableName, value: unknown): string {
  const { type } = kindOf(name);
  const fits =
    typeof value === 'string' ||
    (type === 'boolean' && typeof value === 'boolean') ||
    ((type === 'integer' || type === 'number') && typeof value === 'number') ||
    (type === 'json' && typeof value === 'object') ||
    (type === 'list' && Array.isArray(value) && value.every((part) => typeof part === 'string'));
  const problem = (sentence: string) => new ConfigError([{ variable: name, problem: sentence }]);
  if (!fits) throw problem(`must be ${type === 'enum' ? 'a string' : `a value of type ${type}`}`);
  const text = type === 'json' && typeof value !== 'string' ? JSON.stringify(value) : String(value);
  // An empty text is 0 to a number's parser, and nobody means that.
  if ((type === 'integer' || type === 'number') && text.trim() === '') throw problem('must be a number');
  parseSetting(name, text);
  return text;
}

export function kindOf(name: VariableName): SettingKind {
  const { schema } = VARIABLES[name];
  const output = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
  const input = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  if (output.type === 'number') return { type: 'number', bounds: boundsOf(output) };
  if (output.type === 'integer') return { type: 'integer', bounds: boundsOf(output) };
  if (input.enum)
    return input.enum.includes('yes') ? { type: 'boolean' } : { type: 'enum', bounds: { values: input.enum } };
  if (JSON_SETTINGS.has(name)) return { type: 'json' };
  return { type: Array.isArray(schema.safeParse(VARIABLES[name].default ?? '').data) ? 'list' : 'string' };
}

interface JsonSchema {
  type?: string;
  enum?: string[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

function boundsOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): SettingKind['bounds'] {
  const min = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1;
  const isOpen = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  return { ...(min !== undefined && { min }), ...(!isOpen && { max: maximum }) };
}
