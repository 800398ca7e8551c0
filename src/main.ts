/** Starts the server: configuration, application, listening, and a clean end. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { EX_CONFIG } from './common/exit-codes.js';
import type { AppConfig } from './config/app.config.js';
import { loadWithSecrets } from './config/configuration.js';
import { ConfigError } from './config/load-environment.js';
import { createServerLog } from './http/logging/logger.js';
import { endGracefully } from './http/shutdown.js';
import { ChatModel } from './platform/llm/chat-model.js';
import { buildApplication } from './application.js';

async function main(): Promise<void> {
  const { configuration, secrets } = usableOrExit(loadWithSecrets);
  const log = usableOrExit(() => createServerLog(configuration.app, secrets));
  try {
    const { app, server, health } = await buildApplication(configuration, log.logger, log.requests);
    const { shutdownDrainMs: drainMs, shutdownGraceMs: graceMs } = configuration.app;
    endGracefully({ app, server, health, log, drainMs, graceMs });
    await listen(app, configuration.app);
    announce(server.address() as AddressInfo, app.get(ChatModel, { strict: false }));
  } catch (error) {
    // Nest has logged it with its stack; this is the sentence for whoever started it.
    log.flush();
    process.stderr.write(`RAI Chat could not start: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

async function listen(app: INestApplication, { host, port }: AppConfig): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const where = `cannot listen on ${host}:${port}; look at RAI_API_HOST and RAI_API_PORT`;
    throw new Error(`${where} (${(error as Error).message})`, { cause: error });
  }
}

function usableOrExit<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EX_CONFIG);
  }
}

function announce({ address, port, family }: AddressInfo, model: ChatModel): void {
  const host = family === 'IPv6' ? `[${address}]` : address;
  process.stdout.write(`RAI Chat listens on http://${host}:${port}\n${model.status().detail}\n`);
}

void main();
