/** One environment variable: its type, default and meaning. */
import type { z } from 'zod';

export interface Variable {
  schema: z.ZodType;
  /** As it would be written in a file; undefined: derived or off. */
  default?: string;
  description: string;
  group: string;
  secret?: boolean;
}

export const variable = <S extends z.ZodType>(
  group: string,
  schema: S,
  fallback: string | undefined,
  description: string,
  secret = false,
) => ({ group, schema, default: fallback, description, secret }) satisfies Variable;
