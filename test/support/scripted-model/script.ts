/** What a scripted model server does with one chat request. Everything is optional: `{}` is a healthy server. */
export interface Script {
  /** Text deltas of the answer; default `DEFAULT_TOKENS`. */
  tokens?: string[];
  /** Milliseconds before the headers, before the first event, between two events. */
  headersDelayMs?: number;
  firstTokenDelayMs?: number;
  gapMs?: number;
  finishReason?: string | null;
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  model?: string;
  /** Leaves `delta.role`, the usage event or `[DONE]` out, as some servers do. */
  noRole?: boolean;
  noUsage?: boolean;
  noDone?: boolean;
  toolCalls?: { id: string; name: string; arguments: string }[];
  /** Characters a piece of tool-call arguments; default 4. */
  toolPieceChars?: number;
  /** Sent as `reasoning_content` before the text. */
  reasoning?: string[];
  lineEnd?: '\n' | '\r\n' | '\r';
  bom?: boolean;
  /** A comment between every two events. */
  comments?: boolean;
  /** Every event spread over several `data:` lines. */
  multiLineData?: boolean;
  /** Bytes a network write; 1 splits characters and lines. Absent: one write an event. */
  writeBytes?: number;
  /** All events in one write. */
  oneWrite?: boolean;
  /** The answer as one JSON body, although a stream was asked for. */
  json?: boolean;
  contentType?: string;
  fault?: Fault;
  /** How many requests meet the fault; the ones after it are healthy. Default: all. */
  faultTimes?: number;
}

/** `at` counts the events that were sent before, the role event among them. */
export type Fault =
  | { kind: 'silence' } // accepts the connection, reads the request, never answers
  | { kind: 'close-before-headers' }
  | { kind: 'reset-before-headers' }
  | { kind: 'headers-only' } // 200 and the headers, then nothing
  | { kind: 'stall'; at: number }
  | { kind: 'comments-only'; at: number; everyMs?: number }
  | { kind: 'empty-deltas'; at: number; everyMs?: number }
  | { kind: 'close'; at: number } // the TCP connection ends within the body
  | { kind: 'end'; at: number } // the body ends cleanly
  | { kind: 'reset'; at: number }
  | { kind: 'malformed'; at: number }
  | { kind: 'truncated-event'; at: number }
  | { kind: 'not-an-object'; at: number }
  | { kind: 'error-event'; at: number }
  | { kind: 'named-error-event'; at: number }
  | { kind: 'finish-reason-error'; at: number }
  | { kind: 'bad-chunk-size'; at: number } // breaks HTTP itself
  | { kind: 'at-byte'; byte: number; how: 'close' | 'reset' | 'end' | 'stall' } // within an event, a line or a character
  | { kind: 'infinite'; at: number }
  | { kind: 'status'; status: number; retryAfter?: string; body?: string; contentType?: string }
  | { kind: 'status-then-stall'; status: number }
  | { kind: 'html' } // 200 and a web page
  | { kind: 'json-error' } // 200 and an error object
  | { kind: 'truncated-json' }
  | { kind: 'empty-body' }
  | { kind: 'empty-answer' } // a stream that is well-formed and says nothing
  | { kind: 'redirect' };

export const DEFAULT_TOKENS = ['The ', 'answer ', 'is ', 'forty', '-two', '.'];
