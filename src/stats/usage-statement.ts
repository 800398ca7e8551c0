/** The row that says what a turn cost, written in the transaction that ends the turn so that no bill is lost or doubled. */
import type { Statement } from '../platform/database/statement.js';

export interface UsageEntry {
  id: string;
  turnId: string;
  messageId: string;
  model: string | null;
  /** By name; absent: none. */
  agent?: string;
  agentId?: string;
  /** The API key it was asked for with. */
  keyId?: string;
  promptTokens: number;
  completionTokens: number;
  estimated: boolean;
  /** Milliseconds from acceptance to the first text. */
  firstTokenMs?: number;
  totalMs: number;
  outcome: string;
  code?: string;
  /** Millionths of the currency of the price table. */
  costMicros: number;
}

/** With `only`, where that holds. */
export function insertUsage(
  userId: string,
  entry: UsageEntry,
  now: string,
  only?: Pick<Statement, 'sql' | 'params'>,
): Statement {
  const marks = '?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?';
  return {
    sql: `INSERT INTO usage_records (user_id, id, turn_id, message_id, model, agent, prompt_tokens, completion_tokens, estimated,
      first_token_ms, total_ms, outcome, code, cost_micros, key_id, agent_id, created_at)
      ${only ? `SELECT ${marks} WHERE ${only.sql}` : `VALUES (${marks})`}`,
    params: [
      userId,
      entry.id,
      entry.turnId,
      entry.messageId,
      entry.model,
      entry.agent ?? null,
      entry.promptTokens,
      entry.completionTokens,
      Number(entry.estimated),
      entry.firstTokenMs === undefined ? null : Math.round(entry.firstTokenMs),
      Math.round(entry.totalMs),
      entry.outcome,
      entry.code ?? null,
      entry.costMicros,
      entry.keyId ?? null,
      entry.agentId ?? null,
      now,
      ...(only?.params ?? []),
    ],
  };
}
