/** The server's log: to the console (readable in development, JSON otherwise) and to a file only its owner can read. */
import { fchmodSync, fstatSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, multistream, pino, stdTimeFunctions, type StreamEntry } from 'pino';
import pretty from 'pino-pretty';
import type { AppConfig } from '../../config/app.config.js';
import { ConfigError } from '../../config/load-environment.js';
import { makeFolder } from '../../config/make-folder.js';
import { requestContext } from '../request-context.js';
import { logError } from './log-error.js';
import { LogOutput } from './log-output.js';
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
  const outputs = [consoleOutput(config)];
  if (config.logFile) outputs.push(fileOutput(config.logFile));
  setInterval(() => outputs.forEach((one) => one.flush()), 1000).unref();
  const output = multistream(outputs.map((stream): StreamEntry => ({ stream, level: 'trace' })));
  const flush = () => outputs.forEach((one) => one.flushSync());
  process.once('exit', flush);
  const shared = { level: config.logLevel, timestamp: stdTimeFunctions.isoTime, serializers: { err: logError } };
  const redact = { paths: REDACTED, censor: '[redacted]' };
  return {
    logger: pino(
      { ...shared, redact, mixin: () => requestMark(), hooks: { streamWrite: (line) => without(secrets, line) } },
      output,
    ),
    requests: pino(shared, output),
    flush,
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

function consoleOutput({ nodeEnv }: AppConfig): LogOutput {
  const output = { name: 'standard output', descriptor: 1 };
  if (nodeEnv === 'production') return new LogOutput(output);
  const format = pretty.prettyFactory({ ignore: 'pid,hostname', singleLine: true });
  return new LogOutput({ ...output, sync: true, format });
}

function fileOutput(file: string): LogOutput {
  // Opened here and now: a file that is opened later cannot be flushed by a start that fails at once.
  const descriptor = openLog(file);
  // Not the rights of a device, which are everybody's.
  if (fstatSync(descriptor).isFile()) fchmodSync(descriptor, 0o600);
  const output = new LogOutput({ name: 'LOG_FILE', descriptor });
  keepRotating(file, output);
  return output;
}
