/** Where the server listens, what it lets in, and how it stops. */
import { z } from 'zod';
import { millisecondsOrNone, originList, port, positive, proxyList, text, yesNo } from '../variable-kinds.js';
import { variable } from './variable.js';

export const SERVER_VARIABLES = {
  NODE_ENV: variable(
    'Server',
    z.enum(['development', 'test', 'production']),
    'development',
    'development, test or production; production refuses to start with a missing, short or example secret',
  ),
  RAI_ROLE: variable(
    'Server',
    z.enum(['all', 'api', 'worker']),
    'all',
    'all; api answers requests and runs turns; worker does jobs, sweeps and indexing and answers /health and /metrics only. api and worker need PostgreSQL',
  ),
  RAI_API_HOST: variable('Server', text.min(1), '127.0.0.1', 'Address to listen on'),
  RAI_API_PORT: variable('Server', port, '6102', 'Port to listen on; 0 picks a free one and prints it'),
  DATA_DIR: variable(
    'Server',
    text.min(1),
    './data',
    'Folder of the database, files, logs and generated development secrets',
  ),
  CORS_ORIGINS: variable('Server', originList, '', 'Comma-separated origins a browser page may call from; empty: none'),
  TRUST_PROXY: variable(
    'Server',
    proxyList,
    '',
    'Addresses of reverse proxies whose X-Forwarded-For is believed (comma-separated, or "loopback"); empty: none',
  ),
  SWAGGER_ENABLED: variable(
    'Server',
    yesNo.optional(),
    undefined,
    'Serve /docs and /openapi.json; on outside production unless set',
  ),
  RATE_LIMIT: variable(
    'Server',
    yesNo,
    'on',
    'off lifts the request limits (for load tests behind a trusted door); failed logins stay limited',
  ),
  RATE_LIMIT_PER_MINUTE: variable(
    'Server',
    positive,
    '600',
    'Requests a minute for one caller (account, or address where nobody is signed in)',
  ),
  BODY_LIMIT_BYTES: variable(
    'Server',
    positive,
    '1048576',
    'Largest JSON body; NDJSON and uploads have their own limits',
  ),
  SHUTDOWN_DRAIN_MS: variable(
    'Server',
    millisecondsOrNone,
    '0',
    'How long requests are still answered after SIGTERM while /health/ready says no already: as long as the load balancer needs to see it',
  ),
  SHUTDOWN_GRACE_MS: variable(
    'Server',
    millisecondsOrNone,
    '5000',
    'How long running answers may go on after SIGTERM before they end as incomplete; 8000 at most is useful',
  ),
  METRICS_TOKEN: variable('Server', text, '', 'Bearer token for /metrics; empty: loopback only', true),
} as const;
