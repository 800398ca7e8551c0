import type { Environment } from './variables.js';

/** Where traces go. */
export class TracingConfig {
  /** Undefined: tracing is off. */
  readonly endpoint?: string;
  readonly serviceName: string;

  constructor(env: Environment) {
    this.endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
    this.serviceName = env.OTEL_SERVICE_NAME;
  }
}
