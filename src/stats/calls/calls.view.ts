import { ApiProperty } from '@nestjs/swagger';
import { TokensView } from '../tokens.view.js';
import type { ModelCallRow } from './model-call.entity.js';

/** Calls of model servers: those that answered, and those for titles, summaries and memory. */
export class CallSumsView {
  count: number;
  /** Calls that failed. */
  errors: number;
  /** Attempts after the first. */
  retries: number;
  tokens: TokensView;
  cost: number;
}

export class PurposeCallsView extends CallSumsView {
  /** `answer`, `tool_round`, `title`, `summary`, `facts` … */
  purpose: string;
}

export class CallsView extends CallSumsView {
  by_purpose: PurposeCallsView[];
}

export class OutcomesView {
  /** A tool’s name, a document’s state, how somebody signed in, an error’s code. */
  label: string;
  ok: number;
  failed: number;
}

/** What else happened, by what it was. */
export class CountsView {
  tools: OutcomesView[];
  documents: OutcomesView[];
  logins: OutcomesView[];
  errors: OutcomesView[];
}

/** One call of a model server. */
export class ModelCallView {
  id: string;
  @ApiProperty({ type: 'string', nullable: true })
  turn_id: string | null;
  purpose: string;
  model: string;
  tokens: TokensView;
  /** The server did not count them. */
  estimated: boolean;
  cost: number;
  @ApiProperty({ type: 'number', nullable: true })
  ttft_ms: number | null;
  latency_ms: number;
  retries: number;
  @ApiProperty({ enum: ['complete', 'length', 'stopped', 'failed'] })
  outcome: string;
  @ApiProperty({ type: 'string', nullable: true })
  code: string | null;
  created_at: string;
}

export function toModelCallView(call: ModelCallRow): ModelCallView {
  const { id, turnId, purpose, model, promptTokens: prompt, completionTokens: completion, ...rest } = call;
  return {
    id,
    turn_id: turnId,
    purpose,
    model,
    tokens: { prompt, completion, total: prompt + completion },
    estimated: rest.estimated === 1,
    cost: Number(rest.costMicros) / 1_000_000,
    ttft_ms: rest.firstTokenMs,
    latency_ms: rest.totalMs,
    retries: rest.retries,
    outcome: rest.outcome,
    code: rest.code,
    created_at: rest.createdAt,
  };
}
