/** A past conversation as it is taken in, whatever it was exported by. */
import { z } from 'zod';
import { parseTime } from '../../common/parse-time.js';
import { wellFormed } from '../../common/well-formed.js';

const LONGEST_MESSAGE = 2_000_000;
const MOST_MESSAGES = 100_000;

/** ISO-8601 or anything else that names one moment; stored as UTC with milliseconds. */
const moment = z.union([z.string(), z.number()]).transform((value, context) => {
  // Numbers are seconds since the epoch, as ChatGPT writes them, unless they are far too large for that.
  const time = typeof value === 'number' ? (value > 1e11 ? value : value * 1000) : parseTime(value);
  const date = new Date(time);
  if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999)
    return date.toISOString();
  context.addIssue({ code: 'custom', message: 'is not a time' });
  return z.NEVER;
});

/** PostgreSQL cannot store NUL, and nobody has said it. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .transform((value) => value.replaceAll('\0', ''));

/** As it comes back from the database, so that the same one is found again; an empty one is none. */
const externalId = text(255).transform((value) => wellFormed(value) || null);

/** As an export of this project tells it. Nobody writes on here; of what others call a state nothing is known. */
const state = z
  .enum(['complete', 'running', 'incomplete', 'failed'])
  .catch('complete')
  .transform((value) => (value === 'running' ? 'incomplete' : value));

const message = z.object({
  external_id: externalId.nullish(),
  role: z.enum(['user', 'assistant', 'tool', 'system']),
  name: text(200).nullish(),
  content: text(LONGEST_MESSAGE),
  created_at: moment.nullish(),
  state,
});

export const importedSession = z.object({
  external_id: externalId.nullish(),
  title: text(1000).nullish(),
  created_at: moment.nullish(),
  messages: z.array(message).max(MOST_MESSAGES),
});

export type ImportedSession = z.output<typeof importedSession>;
