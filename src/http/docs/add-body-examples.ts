/**
 * Gives each JSON body an example of what it must have and no more. Swagger UI puts it into "Try it out"; left to itself
 * it fills every optional field with "string", which no server accepts. Pure.
 */
import type { OpenAPIObject } from '@nestjs/swagger';

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  example?: unknown;
  default?: unknown;
  minimum?: number;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

interface JsonBody {
  schema?: Schema;
  example?: unknown;
  examples?: unknown;
}

const METHODS = ['post', 'put', 'patch', 'delete'] as const;
const AN_ID = '01890000-0000-7000-8000-000000000000';
/** Words for fields whose name says what they are; other texts are "text". */
const WORDS: Record<string, string> = {
  message: 'Hello!',
  username: 'ada',
  password: 'correct horse battery',
  query: 'When does the harbour open?',
  text: 'The harbour opens at six.',
  content: 'I live by the harbour.',
  name: 'Example',
};
/** Wanted though not required: one of several ways to say the same. */
const ALWAYS = ['text'];

export function addBodyExamples(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const body = path[method]?.requestBody as { content?: Record<string, JsonBody> } | undefined;
      const json = body?.content?.['application/json'];
      if (!json?.schema || json.example !== undefined || json.examples !== undefined) continue;
      const example = exampleOf(json.schema, '', schemas);
      if (isObject(example)) json.example = example;
    }
  }
  return document;
}

function exampleOf(given: Schema, name: string, schemas: Record<string, Schema>): unknown {
  const schema = resolve(given, schemas);
  const known = schema.example ?? schema.default ?? schema.enum?.[0];
  if (known !== undefined) return known;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (schema.properties || type === 'object') return exampleOfObject(schema, schemas);
  if (type === 'array') return schema.items ? [exampleOf(schema.items, name, schemas)] : [];
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1;
  if (schema.format === 'uuid') return AN_ID;
  if (schema.format === 'date-time') return '2030-01-01T00:00:00Z';
  return WORDS[name] ?? 'text';
}

function exampleOfObject({ properties = {}, required = [] }: Schema, schemas: Record<string, Schema>): object {
  const names = Object.keys(properties).filter((name) => required.includes(name) || ALWAYS.includes(name));
  return Object.fromEntries(names.map((name) => [name, exampleOf(properties[name]!, name, schemas)]));
}

function resolve(schema: Schema, schemas: Record<string, Schema>): Schema {
  const inner = schema.$ref
    ? schemas[schema.$ref.split('/').at(-1)!]
    : (schema.oneOf ?? schema.anyOf ?? schema.allOf)?.[0];
  return inner ? resolve(inner, schemas) : schema;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
