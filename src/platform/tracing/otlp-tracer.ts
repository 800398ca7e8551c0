/** Sends spans to an OpenTelemetry collector over OTLP/HTTP, in batches and never on a turn's path. Loaded only where it is wanted. */
import {
  type Context,
  ROOT_CONTEXT,
  type Span as OpenSpan,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type Span, type SpanAttributes, Tracer } from './tracer.js';

export interface OtlpOptions {
  /** Base address; `/v1/traces` is added. */
  endpoint: string;
  serviceName: string;
}

/** A collector that is away must not hold up the shutdown. */
const TIMEOUT_MS = 3000;
/** W3C Trace Context, level 1, section 3.2. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

export class OtlpTracer extends Tracer {
  private readonly provider: BasicTracerProvider;

  constructor({ endpoint, serviceName }: OtlpOptions) {
    super();
    const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, timeoutMillis: TIMEOUT_MS });
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName }),
      spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1000 })],
    });
  }

  begin(name: string, traceparent?: string): Span {
    return this.open(name, parentOf(traceparent));
  }

  close(): Promise<void> {
    return this.provider.shutdown();
  }

  private open(name: string, parent: Context, attributes?: SpanAttributes): Span {
    const span = this.provider.getTracer('rai-chat').startSpan(name, { attributes }, parent);
    const context = trace.setSpan(parent, span);
    return {
      traceparent: traceparentOf(span),
      toJSON: () => undefined,
      child: (child, given) => this.open(child, context, given),
      end: (more, failure) => {
        if (more) span.setAttributes(more);
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
        span.end();
      },
    };
  }
}

function parentOf(traceparent: string | undefined): Context {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (!match) return ROOT_CONTEXT;
  const [, traceId, spanId, flags] = match;
  const traceFlags = Number.parseInt(flags!, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: traceId!, spanId: spanId!, traceFlags, isRemote: true });
}

function traceparentOf(span: OpenSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
