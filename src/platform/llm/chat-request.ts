import type { Booking } from '../../common/booking.js';
import type { Span } from '../tracing/tracer.js';

/** A piece of a message: text, or an image by URL (`data:` URLs too). Named as on the OpenAI wire. */
export type ContentPart =
  { type: 'text'; text: string } | { type: 'image_url'; imageUrl: { url: string; detail?: 'auto' | 'low' | 'high' } };

/** A tool call of an earlier assistant message. */
export interface ToolCall {
  id: string;
  name: string;
  /** JSON text. */
  arguments: string;
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | ContentPart[];
  /** The speaker, where there are several. */
  name?: string;
  /** Of an assistant message. */
  toolCalls?: ToolCall[];
  /** Of a tool message: which call it answers. */
  toolCallId?: string;
}

/** A tool the model may call; `parameters` is a JSON Schema object. */
export interface ToolSpec {
  name: string;
  description?: string;
  parameters: Record<string, unknown>;
}

/** What an answer without a model can quote from: the same material that went into the prompt, not yet melted into text. */
export interface Grounding {
  question: string;
  /** Numbered as in the prompt; an answer cites `[n]`. */
  passages: { n: number; title: string; text: string }[];
  /** Earlier messages of the conversation and recalled ones, oldest first, without the question. */
  history: { role: 'user' | 'assistant'; content: string }[];
}

export interface ChatRequest {
  /** On whom the call is booked; never sent. Absent in a job: its owner. */
  booking?: Booking;
  /** What the call is a step of; its server is told by `traceparent`. */
  trace?: Span;
  /** Absent: the configured model, else the first one the server lists. */
  model?: string;
  messages: ChatMessage[];
  temperature?: number;
  /** The most tokens the answer may have. */
  maxTokens?: number;
  tools?: ToolSpec[];
  /** `none`: the tools are told, so that earlier calls make sense, but may not be called any more. */
  toolChoice?: 'none';
  /** The shape of the answer, as on the OpenAI wire. Not sent to a model whose profile says that it does not take it. */
  responseFormat?:
    | { type: 'json_object' }
    | { type: 'json_schema'; json_schema: { name: string; schema: Record<string, unknown>; strict?: boolean } };
  /** Read by the extractive adapter only; never sent to a model server. */
  grounding?: Grounding;
}
