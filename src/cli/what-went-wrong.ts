/** What a command tells the operator of an error: a sentence where it is one, the stack of anything else. */
import { AppError } from '../common/app-error.js';
import { EX_IOERR } from '../common/exit-codes.js';
import { ConfigError } from '../config/load-environment.js';

/** What the operating system says of a path somebody named. */
const ABOUT_PATHS = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EEXIST']);

/** Whether it went wrong on purpose, or because of what the operator named. */
export function isExpected(error: unknown): error is Error {
  if (error instanceof AppError || error instanceof ConfigError) return true;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return error instanceof Error && syscall !== undefined && code !== undefined && ABOUT_PATHS.has(code);
}

export function whatWentWrong(error: unknown): string {
  if (isExpected(error)) return error instanceof AppError ? withDetails(error) : error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The server that had the command run tells its client by it what went wrong. */
export function exitCodeOf(error: unknown): number {
  return error instanceof AppError && error.code === 'storage_full' ? EX_IOERR : 1;
}

/** "Some fields …" is no help without which, and why. */
function withDetails({ message, details = [] }: AppError): string {
  return [message, ...details.map(({ field, message: why }) => `  ${field}: ${why}`)].join('\n');
}
