import { type Span, Tracer } from './tracer.js';

/** Tracing is off: nothing is loaded and nothing is made. */
export class NoTracer extends Tracer {
  begin(): Span | undefined {
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
