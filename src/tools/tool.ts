/** What an answer may use. A tool knows neither turns nor models: arguments in, a bounded text out. */
import type { z } from 'zod';
import type { Span } from '../platform/tracing/tracer.js';
import type { ToolOrigin } from './tool-origin.js';

/** `none`: only reads. `asks`: changes something and needs a yes. `dangerous`: changes what cannot be undone. */
export type SideEffects = 'none' | 'asks' | 'dangerous';

/** Something a tool found that an answer may refer to as [n]. */
export interface Source {
  title: string;
  /** The words that were found. */
  quote: string;
  /** Of a document: where it is. `start`/`end` are UTF-16 offsets of `quote` in its stored text. */
  documentId?: string;
  chunkId?: string;
  start?: number;
  end?: number;
  page?: number;
  /** Of a web page: its address. */
  url?: string;
  score?: number;
}

/** For whom and within which bounds a tool works. */
export interface ToolContext {
  userId: string;
  /** Only documents of these collections; undefined: all of the user's. */
  collectionIds?: readonly string[];
  /** Whether what was said in other conversations may be read. */
  memory: boolean;
  /** What its calls are steps of; undefined while tracing is off. */
  trace?: Span;
  /** Makes a source citable and gives its number. The same source keeps its number. */
  cite(source: Source): number;
}

export interface ToolResult {
  /** One line for people. */
  summary: string;
  /** For the model; what is too long is cut by whoever runs the tool. */
  content: string;
  /** It says what went wrong. */
  failed?: boolean;
}

export interface Tool<A = unknown> {
  /** Letters, digits, _ and -; 64 at most, as model servers want it. */
  readonly name: string;
  /** For the model: when to use it and what it gives. */
  readonly description: string;
  readonly parameters: z.ZodType<A>;
  /** What models are told of the arguments, where somebody else checks them; default: made from `parameters`. */
  readonly jsonSchema?: Record<string, unknown>;
  /** Undefined: built in. May change while it is there. */
  readonly origin?: ToolOrigin;
  readonly sideEffects: SideEffects;
  /** Whether its content was written by others, so that nothing in it may be obeyed. */
  readonly untrusted: boolean;
  /** Milliseconds it may take; default 30 s. */
  readonly timeoutMs?: number;
  /** Throws AppError for what people may know; anything else is logged and told as a failure. */
  run(args: A, context: ToolContext, signal: AbortSignal): Promise<ToolResult> | ToolResult;
}
