/** Exactly what entered a prompt and what did not, as GET /messages/:id/context shows it. */
export interface LedgerItem {
  kind: 'text' | 'message' | 'chunk' | 'memory' | 'summary' | 'file' | 'tool' | 'step';
  id?: string;
  tokens: number;
  score?: number;
  text?: string;
  /** Of a memory: its number in the prompt, as [m1]. */
  n?: number;
  /** Of a memory: where it was said. */
  session_id?: string;
  message_id?: string;
  /** Of what a tool gave: the tool. */
  name?: string;
}

export interface LedgerLayer {
  name:
    | 'system'
    | 'tone'
    | 'instructions'
    | 'facts'
    | 'summary'
    | 'documents'
    | 'memory'
    | 'window'
    | 'attachments'
    | 'question'
    | 'tools'
    | 'steps';
  tokens: number;
  items: LedgerItem[];
}

export interface DroppedItem {
  kind: LedgerItem['kind'];
  id?: string;
  reason: 'budget' | 'empty' | 'too_old' | 'truncated';
}

/** Tokens are estimates, see common/token-estimate.ts. */
export interface ContextLedger {
  limit: number;
  used: number;
  layers: LedgerLayer[];
  dropped: DroppedItem[];
  /** Which model answered, as its server names it, and the name of that server. */
  model?: string;
  upstream?: string;
}
