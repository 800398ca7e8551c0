/** Ends the process: not ready, no new requests, running answers, database, exit code 0; within 10 s whatever happens. */
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { HealthRegistry } from './health/health-registry.js';
import type { ServerLog } from './logging/logger.js';

export interface Ending {
  app: INestApplication;
  server: Server;
  health: HealthRegistry;
  log: ServerLog;
}

/** Connections that do not end by themselves are cut, then the process is: 10 s are promised. */
const CUT_MS = 8_500;
const LEAVE_MS = 9_500;

/** Ends on SIGTERM and SIGINT with 0, at once on a second one; on an error nobody caught with 1. */
export function endGracefully(ending: Ending): void {
  let signals = 0;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) leave(ending, 1);
      else void close(ending, 0, signal);
    });
  }
  let failing = false;
  const fail = (error: unknown, what: string) => {
    ending.log.logger.fatal({ err: error }, what);
    if (!failing) void close(ending, 1, what);
    failing = true;
  };
  process.on('uncaughtException', (error) => fail(error, 'an error nobody caught'));
  process.on('unhandledRejection', (reason) => fail(reason, 'a rejected promise nobody handled'));
}

async function close(ending: Ending, exitCode: number, reason: string): Promise<void> {
  const { app, server, health, log } = ending;
  log.logger.info(`closing (${reason})`);
  health.beginShutdown();
  setTimeout(() => server.closeAllConnections(), CUT_MS).unref();
  setTimeout(() => leave(ending, exitCode), LEAVE_MS).unref();
  // Stops accepting now; Nest would only do so after the rooms have ended their work.
  if (server.listening) server.close();
  try {
    await app.close();
    leave(ending, exitCode);
  } catch (error) {
    log.logger.error({ err: error }, 'closing failed');
    leave(ending, 1);
  }
}

function leave({ log }: Ending, exitCode: number): void {
  log.flush();
  process.exit(exitCode);
}
