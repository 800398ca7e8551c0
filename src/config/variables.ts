/**
 * Every environment variable this server reads: its type, default and meaning, in one table. `.env.example`, the
 * README's table, validation and `doctor` are made from it. It must not read the environment itself.
 */
import { z } from 'zod';
import { priceTable } from './price-table.js';
import {
  amount,
  httpUrl,
  list,
  optionalUrl,
  outboundList,
  port,
  portList,
  positive,
  text,
  wholeNumber,
  yesNo,
} from './variable-kinds.js';

interface Variable {
  schema: z.ZodType;
  /** As it would be written in a file; undefined: derived or off. */
  default?: string;
  description: string;
  group: string;
  secret?: boolean;
}

const variable = <S extends z.ZodType>(
  group: string,
  schema: S,
  fallback: string | undefined,
  description: string,
  secret = false,
) => ({ group, schema, default: fallback, description, secret }) satisfies Variable;

export const VARIABLES = {
  NODE_ENV: variable(
    'Server',
    z.enum(['development', 'test', 'production']),
    'development',
    'development, test or production; production refuses to start with a missing, short or example secret',
  ),
  RAI_API_HOST: variable('Server', text.min(1), '127.0.0.1', 'Address to listen on'),
  RAI_API_PORT: variable('Server', port, '6102', 'Port to listen on; 0 picks a free one and prints it'),
  DATA_DIR: variable(
    'Server',
    text.min(1),
    './data',
    'Folder of the database, files, logs and generated development secrets',
  ),
  CORS_ORIGINS: variable('Server', list, '', 'Comma-separated origins a browser page may call from; empty: none'),
  TRUST_PROXY: variable(
    'Server',
    text,
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
  SHUTDOWN_GRACE_MS: variable(
    'Server',
    wholeNumber,
    '5000',
    'How long running answers may go on after SIGTERM before they end as incomplete; 8000 at most is useful',
  ),
  METRICS_TOKEN: variable('Server', text, '', 'Bearer token for /metrics; empty: loopback only', true),
  LOG_LEVEL: variable(
    'Log',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'How much is logged',
  ),
  LOG_FILE: variable(
    'Log',
    text.optional(),
    undefined,
    'Log file; DATA_DIR/logs/rai.log unless set, "off" writes none',
  ),
  DATABASE_URL: variable(
    'Data',
    text.optional(),
    undefined,
    'sqlite:<path>, sqlite::memory: or postgres://user:password@host/database; a SQLite file in DATA_DIR unless set',
    true,
  ),
  DATABASE_POOL_SIZE: variable('Data', positive.max(200), '20', 'PostgreSQL connections of one server'),
  REDIS_URL: variable(
    'Data',
    text,
    '',
    'Empty: one process keeps counters, queue and live turns itself. redis://… : shared by several',
    true,
  ),
  SEARCH_WORKERS: variable(
    'Data',
    wholeNumber.max(32).optional(),
    undefined,
    'Threads that search and index; unless set one less than the cores, two at most',
  ),
  SEARCH_CACHE_MB: variable('Data', positive, '256', 'Memory for opened search segments, all threads together'),
  FILE_LIMIT_BYTES: variable('Data', positive, '26214400', 'Largest uploaded file'),
  FILE_QUOTA_BYTES: variable('Data', positive, '1073741824', 'Bytes of files one account may keep'),
  DOCUMENT_QUOTA: variable('Data', positive, '100000', 'Documents one account may keep'),
  JWT_SECRET_KEY: variable(
    'Accounts',
    text.optional(),
    undefined,
    'Secret that signs access tokens, 32 bytes or more; generated in DATA_DIR outside production',
    true,
  ),
  JWT_ACCESS_TOKEN_EXPIRES: variable('Accounts', positive, '86400', 'Seconds an access token lives'),
  JWT_REFRESH_TOKEN_EXPIRES: variable('Accounts', positive, '2592000', 'Seconds a refresh token lives'),
  REGISTRATION: variable(
    'Accounts',
    z.enum(['open', 'closed', 'invite']),
    'open',
    'Who may register: open, invite (a code from an administrator) or closed (command line only)',
  ),
  PASSWORD_MIN_LENGTH: variable('Accounts', positive.max(128), '8', 'Shortest password accepted'),
  LOGIN_MAX_FAILURES: variable(
    'Accounts',
    positive,
    '10',
    'Failed sign-ins an account may see in 15 minutes before further ones wait',
  ),
  LLM_PROVIDER: variable(
    'Model',
    z.enum(['auto', 'openai', 'extractive']),
    'auto',
    'auto: the server at LLM_API_URL if it answers, else extractive (quotes documents, needs no model); or openai, extractive',
  ),
  LLM_API_URL: variable(
    'Model',
    httpUrl,
    'http://localhost:6301',
    'Any OpenAI-compatible server; /v1 is added when the URL has no path',
  ),
  LLM_API_KEY: variable('Model', text, '', 'Key sent to the model server', true),
  LLM_MODEL: variable(
    'Model',
    text,
    '',
    'Model to use unless a request names one; empty: the first one the server lists',
  ),
  LLM_CONTEXT_TOKENS: variable('Model', positive, '8192', 'Tokens of prompt and answer the model can take'),
  LLM_CONNECT_TIMEOUT_MS: variable('Model', positive, '10000', 'Longest wait for a connection'),
  LLM_FIRST_TOKEN_TIMEOUT_MS: variable('Model', positive, '120000', 'Longest wait for the first token'),
  LLM_IDLE_TIMEOUT_MS: variable('Model', positive, '60000', 'Longest silence between tokens'),
  LLM_TOTAL_TIMEOUT_MS: variable('Model', positive, '1800000', 'Longest whole answer'),
  LLM_ENGINE_COMMAND: variable('Model', text, '', 'Command that starts a model server, for `npm run rai -- launch`'),
  EMBEDDINGS_API_URL: variable(
    'Embeddings',
    optionalUrl,
    '',
    'OpenAI-compatible embeddings server; empty: search by words only',
  ),
  EMBEDDINGS_API_KEY: variable('Embeddings', text, '', 'Key sent to the embeddings server', true),
  EMBEDDINGS_MODEL: variable(
    'Embeddings',
    text,
    '',
    'Embedding model; empty: the first one the server lists. Another one is built beside the one in use, then switched to',
  ),
  EMBEDDINGS_TIMEOUT_MS: variable('Embeddings', positive, '60000', 'Longest request while documents are embedded'),
  EMBEDDINGS_QUERY_TIMEOUT_MS: variable(
    'Embeddings',
    positive,
    '1500',
    'Longest a search waits for its query to be embedded; then it goes on by words',
  ),
  RERANK_API_URL: variable(
    'Embeddings',
    optionalUrl,
    '',
    'Rerank endpoint (Jina, Cohere, vLLM form) that re-orders the best 50 passages; empty: none',
  ),
  RERANK_API_KEY: variable('Embeddings', text, '', 'Key sent to the rerank endpoint', true),
  RERANK_MODEL: variable('Embeddings', text, '', 'Rerank model'),
  RERANK_TIMEOUT_MS: variable('Embeddings', positive, '1500', 'Longest a search waits for the reranker'),
  OUTBOUND_ALLOW: variable(
    'Outbound',
    outboundList,
    '',
    'Hosts, *.domain, addresses or CIDR ranges of private networks users may have fetched; empty: the public internet only',
  ),
  OUTBOUND_PORTS: variable('Outbound', portList, '80,443,8080,8443', 'Ports users may have fetched'),
  SOURCES_ROOT: variable(
    'Outbound',
    text,
    '',
    'Folder under which folders to be watched must lie; empty: no folder can be watched',
  ),
  MEMORY_EXTRACTION: variable(
    'Memory',
    z.enum(['patterns', 'auto', 'off']),
    'patterns',
    'How facts are learned from what a user says: patterns (no model call), auto (the model where there is one; a call more for a turn that says something), off',
  ),
  MEMORY_SUMMARY: variable(
    'Memory',
    z.enum(['sentences', 'model', 'off']),
    'sentences',
    'How the part of a conversation that no longer fits the window is summed up: sentences (picks them, no model call), model, off',
  ),
  TAVILY_API_KEY: variable('Tools', text, '', 'Key for web search through Tavily; empty: not through Tavily', true),
  TAVILY_API_URL: variable('Tools', httpUrl, 'https://api.tavily.com', 'Where Tavily is reached'),
  SEARXNG_URL: variable('Tools', optionalUrl, '', 'SearXNG server to search the web with where Tavily is not set up'),
  RETENTION_SESSION_DAYS: variable(
    'Retention',
    wholeNumber,
    '0',
    'Days after its last message a conversation is deleted; 0: never',
  ),
  RETENTION_TURN_DAYS: variable(
    'Retention',
    wholeNumber,
    '0',
    'Days the log of a turn is kept: its options and what entered its prompt; messages stay; 0: for ever',
  ),
  RETENTION_AUDIT_DAYS: variable('Retention', wholeNumber, '0', 'Days entries of the audit log are kept; 0: for ever'),
  PRICES: variable(
    'Usage',
    priceTable,
    '{}',
    'What models cost, as JSON: {"<model or *>":{"prompt":0.15,"completion":0.6}}, a price per million tokens each',
  ),
  BUDGET_TOKENS_PER_DAY: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most tokens of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_TOKENS_PER_MONTH: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most tokens of all accounts together a month (UTC); 0: no limit',
  ),
  BUDGET_COST_PER_DAY: variable(
    'Usage',
    amount,
    '0',
    'Most cost in the currency of PRICES of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_COST_PER_MONTH: variable(
    'Usage',
    amount,
    '0',
    'Most cost in the currency of PRICES of all accounts together a month (UTC); 0: no limit',
  ),
  BUDGET_TURNS_PER_DAY: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most turns of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_TURNS_PER_MONTH: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most turns of all accounts together a month (UTC); 0: no limit',
  ),
  STATS_RAW_DAYS: variable(
    'Usage',
    wholeNumber,
    '0',
    'Days the row of each turn is kept once it is in the roll-ups, which stay; 0: for ever',
  ),
} as const;

export type VariableName = keyof typeof VARIABLES;
/** The validated environment: every variable with its parsed value. */
export type Environment = { [K in VariableName]: z.output<(typeof VARIABLES)[K]['schema']> };
