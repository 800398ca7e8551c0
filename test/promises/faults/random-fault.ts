/** One random answer of a model server, with one random fault in it, made from a seed. */
import type { Fault, Script } from '../../support/scripted-model/script.js';
import { wireEvents } from '../../support/scripted-model/wire-events.js';
import { SeededRandom } from '../../support/seeded-random.js';

export interface FaultRun {
  seed: number;
  script: Script & { tokens: string[]; fault: Fault };
  streaming: boolean;
  /** The reader leaves after so many frames and comes back for the rest; undefined: it stays. */
  leavesAfter?: number;
}

const WORDS = ['one ', 'zwölf ', '三 ', '👍🏽 ', '\n\n', '"quoted" ', '\\ ', 'data: x\n\n', '[DONE] ', '</s> ', ' '];
export const IN_STREAM = [
  'stall',
  'comments-only',
  'empty-deltas',
  'close',
  'end',
  'reset',
  'malformed',
  'truncated-event',
  'not-an-object',
  'error-event',
  'named-error-event',
  'finish-reason-error',
  'bad-chunk-size',
  'infinite',
] as const;
const WITHOUT_STREAM: readonly Fault[] = [
  { kind: 'silence' },
  { kind: 'headers-only' },
  { kind: 'close-before-headers' },
  { kind: 'reset-before-headers' },
  { kind: 'html' },
  { kind: 'json-error' },
  { kind: 'truncated-json' },
  { kind: 'empty-body' },
  { kind: 'empty-answer' },
  { kind: 'redirect' },
  { kind: 'status-then-stall', status: 500 },
];
const STATUSES = [400, 401, 403, 404, 408, 413, 418, 422, 429, 500, 502, 503, 504, 529, 599];
export const HOW = ['close', 'reset', 'end', 'stall'] as const;

export function faultRunOf(seed: number): FaultRun {
  const random = new SeededRandom(seed);
  const tokens = Array.from({ length: random.between(1, 12) }, () => random.oneOf(WORDS));
  // An answer of blanks alone is no answer; that is another promise.
  tokens[0] = `begin-${seed} `;
  const shape: Script & { tokens: string[] } = {
    tokens,
    gapMs: random.between(0, 8),
    lineEnd: random.oneOf(['\n', '\r\n', '\r'] as const),
    ...(random.chance(0.3) && { writeBytes: random.between(1, 9) }),
    ...(random.chance(0.2) && { oneWrite: true }),
    ...(random.chance(0.2) && { comments: true }),
    ...(random.chance(0.2) && { multiLineData: true }),
    ...(random.chance(0.2) && { bom: true }),
    ...(random.chance(0.2) && { noRole: true }),
    ...(random.chance(0.2) && { noUsage: true }),
    ...(random.chance(0.2) && { noDone: true }),
    ...(random.chance(0.2) && { reasoning: ['let me ', 'see'] }),
  };
  const events = wireEvents(shape, 'm', true);
  const fault = faultOf(random, events);
  const streaming = random.chance(0.6);
  return {
    seed,
    script: { ...shape, fault, ...(random.chance(0.25) && { faultTimes: 1 }) },
    streaming,
    ...(streaming && random.chance(0.3) && { leavesAfter: random.between(1, 6) }),
  };
}

function faultOf(random: SeededRandom, events: readonly string[]): Fault {
  const dice = random.next();
  if (dice < 0.5) return { kind: random.oneOf(IN_STREAM), at: random.between(0, events.length) };
  if (dice < 0.75) {
    const length = events.reduce((sum, data) => sum + Buffer.byteLength(data) + 8, 0);
    return { kind: 'at-byte', byte: random.between(0, length), how: random.oneOf(HOW) };
  }
  if (dice < 0.88) return random.oneOf(WITHOUT_STREAM);
  const retryAfter = random.oneOf([undefined, '0', '1', '45', 'soon', '-1']);
  return { kind: 'status', status: random.oneOf(STATUSES), retryAfter };
}
