/** The port to traces: spans of what a turn does. Never a message's text. While tracing is off there are none. */

/** Ids, names and numbers. */
export type SpanAttributes = Record<string, string | number | boolean>;

/** One step, from when it was made to its end. */
export interface Span {
  /** W3C Trace Context, level 1: names this span as the parent of what somebody else does for it. */
  readonly traceparent: string;
  child(name: string, attributes?: SpanAttributes): Span;
  /** Undefined: what holds a span may be written down, the span is not. */
  toJSON(): undefined;
  /** `failure` is an error code. */
  end(attributes?: SpanAttributes, failure?: string): void;
}

/** Also the Nest token. */
export abstract class Tracer {
  /** Undefined while tracing is off. `traceparent` as a caller sent it: the span becomes part of that trace. */
  abstract begin(name: string, traceparent?: string): Span | undefined;
  abstract close(): Promise<void>;
}

/** Times what is under way, where there is a span for it. */
export function timed<T>(parent: Span | undefined, name: string, work: Promise<T>): Promise<T> {
  if (parent) {
    const span = parent.child(name);
    work.then(
      () => span.end(),
      (error: unknown) => span.end(undefined, error instanceof Error ? error.name : 'error'),
    );
  }
  return work;
}
