export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** Tokens as the model server counted them; absent where it did not. */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
}

/** The text of all tokens that arrived together, never empty. */
export interface TextEvent {
  type: 'text';
  text: string;
}

/** One whole tool call, after its last piece arrived. `arguments` is JSON as the model wrote it, which may be broken. */
export interface ToolCallEvent {
  type: 'tool-call';
  id: string;
  name: string;
  arguments: string;
}

/** The regular end. `model` is the one that answered, as its server names it. */
export interface FinishEvent {
  type: 'finish';
  reason: FinishReason;
  model: string;
  /** As the model was asked for at its server; absent: no server was asked. */
  asked?: string;
  /** Name of the server that answered. */
  upstream?: string;
  usage?: TokenUsage;
}

/** What a chat model says while it answers. Exactly one `finish`, always last. */
export type ChatEvent = TextEvent | ToolCallEvent | FinishEvent;
