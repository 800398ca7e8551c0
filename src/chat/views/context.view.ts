/** What entered a prompt, as documented for clients; the shape is `ContextLedger`. */
export class ContextItemView {
  kind: 'text' | 'message' | 'chunk' | 'memory' | 'summary' | 'file' | 'tool' | 'step';
  id?: string;
  /** Estimated. */
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

export class ContextLayerView {
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
  items: ContextItemView[];
}

export class DroppedItemView {
  kind: 'text' | 'message' | 'chunk' | 'memory' | 'summary' | 'file' | 'tool' | 'step';
  id?: string;
  reason: 'budget' | 'empty' | 'too_old' | 'truncated';
}

export class ContextView {
  /** Tokens the prompt may have. */
  limit: number;
  used: number;
  layers: ContextLayerView[];
  dropped: DroppedItemView[];
  /** Which model answered, and the name of its server. */
  model?: string;
  upstream?: string;
}
