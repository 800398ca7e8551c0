import { CallsView, CountsView } from './calls/calls.view.js';
import { TokensView } from './tokens.view.js';

/** Milliseconds; null where nothing was measured. */
export class PercentilesView {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What happened between `from` (inclusive) and `to`, and what there is now of sessions, documents and memories. */
export class SummaryView {
  from: string;
  to: string;
  turns: number;
  messages: number;
  sessions: number;
  documents: number;
  memories: number;
  tokens: TokensView;
  /** Of turns; 0 until prices are configured. */
  cost: number;
  /** Turns that ended with an error code. */
  errors: number;
  latency_ms: PercentilesView;
  ttft_ms: PercentilesView;
  /** What models were called for, turns and all else; up to a second behind. */
  calls: CallsView;
  counts: CountsView;
}
