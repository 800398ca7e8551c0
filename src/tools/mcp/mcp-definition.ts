/** What an MCP server says of one of its tools, as far as models are told, and its hash. Pure. */
import { z } from 'zod';
import { schemaHash } from '../schema-hash.js';

const LONGEST_SCHEMA = 32_000;
const LONGEST_DESCRIPTION = 8000;

const Definition = z.object({
  tool: z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u),
  description: z.string().max(LONGEST_DESCRIPTION),
  parameters: z
    .record(z.string(), z.unknown())
    .refine(({ type }) => type === 'object')
    .refine((schema) => JSON.stringify(schema).length <= LONGEST_SCHEMA),
});

export interface McpDefinition extends z.output<typeof Definition> {
  /** SHA-256 in hex of all the others. */
  hash: string;
}

/** Undefined for a tool without a name, or with a schema that is none or too long. */
export function toDefinition(given: unknown): McpDefinition | undefined {
  const { name, description, inputSchema } = (given ?? {}) as Record<string, unknown>;
  // Some write null where there is none.
  const parsed = Definition.safeParse({ tool: name, description: description ?? '', parameters: inputSchema });
  return parsed.success ? { ...parsed.data, hash: schemaHash(parsed.data) } : undefined;
}
