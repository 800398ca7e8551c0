/** Lets Nest, and every room through Nest's Logger, write to the server's log. */
import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';

/** Nest's start-up lines are many and say nothing to an operator. */
const QUIET = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(QUIET.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the context's name; before it may stand a sentence (`error({err}, 'it failed')`) or a stack. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.logger.isLevelEnabled(level)) return;
    const context = typeof rest.at(-1) === 'string' ? (rest.pop() as string) : undefined;
    const text = rest.find((part) => typeof part === 'string' && part !== '');
    if (message instanceof Error) this.logger[level]({ context, err: message }, text as string | undefined);
    else if (typeof message === 'object' && message !== null) {
      this.logger[level]({ context, ...message }, text as string | undefined);
    } else {
      const error = rest.find((part) => part instanceof Error);
      this.logger[level]({ context, err: error, stack: text }, String(message));
    }
  }
}
