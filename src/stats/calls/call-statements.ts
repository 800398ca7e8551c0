/** The writes of what was counted: rows of calls, and sums by span that they are added to in the same transaction. Pure. */
import type { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import { type Grain, GRAINS, spanStart } from '../rollup/grains.js';
import { insertRows, type Target } from './insert-rows.js';

/** A model call that is over. */
export interface CountedCall {
  userId: string;
  id: string;
  turnId?: string;
  purpose: string;
  model: string;
  promptTokens: number;
  completionTokens: number;
  estimated: boolean;
  costMicros: number;
  /** Milliseconds. */
  firstTokenMs?: number;
  totalMs: number;
  retries: number;
  outcome: string;
  code?: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Something that happened. */
export interface CountedEvent {
  userId: string;
  name: string;
  label: string;
  outcome: 'ok' | 'failed';
  at: number;
}

const CALLS: Target = {
  table: 'model_calls',
  columns: [
    ['user_id', 'uuid'],
    ['id', 'uuid'],
    ['turn_id', 'uuid'],
    ['purpose', 'varchar'],
    ['model', 'varchar'],
    ['prompt_tokens', 'integer'],
    ['completion_tokens', 'integer'],
    ['estimated', 'integer'],
    ['cost_micros', 'bigint'],
    ['first_token_ms', 'integer'],
    ['total_ms', 'integer'],
    ['retries', 'integer'],
    ['outcome', 'varchar'],
    ['code', 'varchar'],
    ['created_at', 'varchar'],
  ],
};

const CALL_SUMS = ['calls', 'errors', 'retries', 'prompt_tokens', 'completion_tokens', 'cost_micros'] as const;
const CALL_KEY = ['user_id', 'grain', 't', 'model', 'purpose'] as const;
const CALL_ROLLUPS: Target = {
  table: 'call_rollups',
  columns: [...keyColumns(CALL_KEY), ...CALL_SUMS.map((name) => [name, 'bigint'] as const)],
  key: CALL_KEY,
  sums: CALL_SUMS,
};

const COUNT_KEY = ['user_id', 'grain', 't', 'name', 'label', 'outcome'] as const;
const EVENT_COUNTS: Target = {
  table: 'event_counts',
  columns: [...keyColumns(COUNT_KEY), ['count', 'integer']],
  key: COUNT_KEY,
  sums: ['count'],
};

export function countStatements(
  dialect: Database['dialect'],
  calls: readonly CountedCall[],
  events: readonly CountedEvent[],
): Statement[] {
  const statements: Statement[] = [];
  if (calls.length) {
    const sums = summed(calls, ({ model, purpose }) => [model, purpose], sumsOf);
    statements.push(...insertRows(dialect, CALLS, calls.map(toRow)), ...insertRows(dialect, CALL_ROLLUPS, sums));
  }
  if (events.length) {
    const sums = summed(
      events,
      ({ name, label, outcome }) => [name, label, outcome],
      () => [1],
    );
    statements.push(...insertRows(dialect, EVENT_COUNTS, sums));
  }
  return statements;
}

function toRow(call: CountedCall): SqlValue[] {
  return [
    call.userId,
    call.id,
    call.turnId ?? null,
    call.purpose,
    call.model,
    call.promptTokens,
    call.completionTokens,
    Number(call.estimated),
    call.costMicros,
    call.firstTokenMs === undefined ? null : Math.round(call.firstTokenMs),
    Math.round(call.totalMs),
    call.retries,
    call.outcome,
    call.code ?? null,
    new Date(call.at).toISOString(),
  ];
}

function sumsOf(call: CountedCall): number[] {
  const { retries, promptTokens, completionTokens, costMicros, code } = call;
  return [1, Number(code !== undefined), retries, promptTokens, completionTokens, costMicros];
}

interface Sum {
  userId: string;
  minute: number;
  key: readonly string[];
  values: number[];
}

/**
 * By owner, grain, span and key, in the order of the key: two servers that write at once must not wait for each other.
 * First by minute, for there are many things and few minutes.
 */
function summed<T extends { userId: string; at: number }>(
  things: readonly T[],
  keyOf: (thing: T) => string[],
  valuesOf: (thing: T) => number[],
): SqlValue[][] {
  const minutes = new Map<string, Sum>();
  for (const thing of things) {
    const key = keyOf(thing);
    const minute = Math.floor(thing.at / GRAINS.minute) * GRAINS.minute;
    const values = valuesOf(thing);
    addTo(minutes, `${thing.userId} ${minute} ${key.join('\n')}`, { userId: thing.userId, minute, key, values });
  }
  const spans = new Map<string, Sum & { row: string[] }>();
  for (const sum of minutes.values()) {
    for (const grain of Object.keys(GRAINS) as Grain[]) {
      const row = [sum.userId, grain, spanStart(grain, sum.minute), ...sum.key];
      addTo(spans, row.join('\n'), { ...sum, row, values: [...sum.values] });
    }
  }
  const ordered = [...spans].sort(([a], [b]) => (a < b ? -1 : 1));
  return ordered.map(([, { row, values }]) => [...row, ...values]);
}

function addTo<S extends Sum>(sums: Map<string, S>, name: string, sum: S): void {
  const known = sums.get(name);
  if (!known) sums.set(name, sum);
  else for (let i = 0; i < known.values.length; i++) known.values[i]! += sum.values[i]!;
}

function keyColumns(names: readonly string[]): [string, string][] {
  return names.map((name) => [name, name === 'user_id' ? 'uuid' : 'varchar']);
}
