/** The server's log: to the console (readable in development, JSON otherwise) and to a file only its owner can read. */
import { fchmodSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { destination, type Logger, multistream, pino, stdTimeFunctions, type StreamEntry } from 'pino';
import pretty from 'pino-pretty';
import type { AppConfig } from '../../config/app.config.js';
import { ConfigError } from '../../config/load-environment.js';
import { makeFolder } from '../../config/make-folder.js';
import { requestContext } from '../request-context.js';
import { logError } from './log-error.js';
import { keepRotating } from './rotation.js';

/** Names whose values never reach a log, at the top of a line or one or two levels down. */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'password',
  'current_password',
  'new_password',
  'token',
  'access_token',
  'refresh_token',
  'apiKey',
  'api_key',
  'secret',
  'key',
];
const REDACTED = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export interface ServerLog {
  logger: Logger;
  /** For the line of each request, whose fields are all our own: looking for secrets in them would cost 6 % of a request. */
  requests: Logger;
  /** Writes out what is buffered; the last thing before the process ends. */
  flush(): void;
}

/** `secrets`: words that are hidden wherever they come from, as in an error another server answered with. */
export function createServerLog(config: AppConfig, secrets: readonly string[] = []): ServerLog {
  const streams: StreamEntry[] = [];
  const flushers: (() => void)[] = [];
  if (config.nodeEnv === 'production') {
    const console = destination({ dest: 1, sync: false, minLength: 4096 });
    flushers.push(flushEverySecond(console));
    streams.push({ stream: console, level: 'trace' });
  } else {
    streams.push({ stream: pretty({ sync: true, ignore: 'pid,hostname', singleLine: true }), level: 'trace' });
  }
  if (config.logFile) flushers.push(addFile(config.logFile, streams));
  const output = multistream(streams);
  const shared = { level: config.logLevel, timestamp: stdTimeFunctions.isoTime, serializers: { err: logError } };
  const redact = { paths: REDACTED, censor: '[redacted]' };
  return {
    logger: pino(
      { ...shared, redact, mixin: () => requestMark(), hooks: { streamWrite: (line) => without(secrets, line) } },
      output,
    ),
    requests: pino(shared, output),
    flush: () => flushers.forEach((flush) => flush()),
  };
}

function without(secrets: readonly string[], line: string): string {
  let clean = line;
  for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}

function requestMark(): { request_id?: string } {
  const context = requestContext.getStore();
  return context ? { request_id: context.requestId } : {};
}

function openLog(file: string): number {
  try {
    makeFolder(dirname(file));
    return openSync(file, 'a', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([{ variable: 'LOG_FILE', problem: `cannot be written (${code}); choose another, or off` }]);
  }
}

function addFile(file: string, streams: StreamEntry[]): () => void {
  // Opened here and now: a stream that opens later cannot be flushed by a start that fails at once.
  const descriptor = openLog(file);
  fchmodSync(descriptor, 0o600);
  const stream = destination({ dest: descriptor, mode: 0o600, sync: false, minLength: 4096 });
  keepRotating(file, stream);
  streams.push({ stream, level: 'trace' });
  return flushEverySecond(stream);
}

type Destination = ReturnType<typeof destination>;

function flushEverySecond(stream: Destination): () => void {
  setInterval(() => stream.flush(), 1000).unref();
  return () => stream.flushSync();
}
