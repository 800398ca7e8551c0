/** Reads the arguments a model wrote for a tool. Pure. */
import type { z } from 'zod';

export type ReadArguments = { ok: true; args: unknown } | { ok: false; problem: string };

/** Thrown by a tool that checks its arguments itself; the message says what is wrong with them. */
export class InvalidArguments extends Error {}

/** More than any tool needs (UTF-16 units). */
const LONGEST = 100_000;
const MOST_PROBLEMS = 5;

export function readArguments(schema: z.ZodType, text: string): ReadArguments {
  if (text.length > LONGEST) return { ok: false, problem: `they are longer than ${LONGEST} characters.` };
  let value: unknown;
  try {
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `they are not JSON (${(error as Error).message}).` };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, args: parsed.data };
  const problems = parsed.error.issues
    .slice(0, MOST_PROBLEMS)
    .map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return { ok: false, problem: `${problems.join('; ')}.` };
}
