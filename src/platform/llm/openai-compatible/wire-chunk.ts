/** What may be in a `chat.completion.chunk` or a `chat.completion`. Servers differ, so nothing is taken for granted. */
export interface WireChunk {
  model?: unknown;
  error?: unknown;
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } | null;
  choices?: WireChoice[] | null;
}

export interface WireChoice {
  index?: unknown;
  delta?: WireDelta | null;
  /** Where an answer that should be streamed comes in one piece. */
  message?: WireDelta | null;
  finish_reason?: unknown;
}

export interface WireDelta {
  content?: unknown;
  refusal?: unknown;
  /** Thinking aloud, under the names servers give it; never part of the answer. */
  reasoning_content?: unknown;
  reasoning?: unknown;
  tool_calls?: WireToolCall[] | null;
}

export interface WireToolCall {
  index?: unknown;
  id?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
}

/** The JSON object in `data`, or undefined when it is not one. */
export function parseWireChunk(data: string): WireChunk | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The text of a delta: a string, or parts of which the text counts. */
export function textOf(delta: WireDelta): string {
  if (typeof delta.content === 'string' && delta.content !== '') return delta.content;
  if (Array.isArray(delta.content)) return delta.content.map(partText).join('');
  return typeof delta.refusal === 'string' ? delta.refusal : '';
}

function partText(part: unknown): string {
  const text = typeof part === 'object' && part !== null ? (part as { text?: unknown }).text : undefined;
  return typeof text === 'string' ? text : '';
}
