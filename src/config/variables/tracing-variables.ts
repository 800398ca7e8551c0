/** Where traces of turns go. */
import { httpUrl, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const TRACING_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(
    'Log',
    httpUrl.optional(),
    undefined,
    'Base address of an OpenTelemetry collector (OTLP over HTTP) that gets a trace of each turn; off unless set',
  ),
  OTEL_SERVICE_NAME: variable('Log', text, 'rai-chat', 'How this server is called in traces'),
} as const;
