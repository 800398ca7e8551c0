/**
 * Ends the process: not ready (for as long as load balancers need to see it), no new requests, running answers, database,
 * exit code 0; within 10 s from the last request taken, whatever happens.
 */
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { onTermination } from '../common/on-termination.js';
import type { HealthRegistry } from './health/health-registry.js';
import type { ServerLog } from './logging/logger.js';

export interface Ending {
  app: INestApplication;
  server: Server;
  health: HealthRegistry;
  log: ServerLog;
  /** How long requests are still taken while `/health/ready` says no already. Milliseconds. */
  drainMs: number;
  /** How long running answers may go on. */
  graceMs: number;
}

/** 10 s are promised, whatever still runs. */
const LEAVE_MS = 9_500;
/** After the grace of the answers: what then is still open is no answer (a request that never came whole). */
const CUT_AFTER_GRACE_MS = 1_000;

/** Ends on SIGTERM and SIGINT with 0, at once on a second one; on an error nobody caught with 1. */
export function endGracefully(ending: Ending): void {
  onTermination(['SIGTERM', 'SIGINT'], (signal, isAgain) => {
    if (isAgain) leave(ending, 1);
    else void close(ending, 0, signal);
  });
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
  health.beginDraining();
  // An error nobody caught: nothing more is taken on.
  if (exitCode === 0 && ending.drainMs) await new Promise((resume) => setTimeout(resume, ending.drainMs));
  health.beginShutdown();
  setTimeout(() => server.closeAllConnections(), Math.min(ending.graceMs, 7_500) + CUT_AFTER_GRACE_MS).unref();
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
  try {
    log.flush();
  } finally {
    process.exit(exitCode);
  }
}
