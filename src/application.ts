/** Builds the application around an Express of our own settings; used by main and by what needs the routes only. */
import type { Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SteadyExpressAdapter } from './http/steady-shapes.js';
import express from 'express';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import { Credentials } from './auth/credentials/credentials.js';
import type { Configuration } from './config/configuration.js';
import { registerHealthChecks } from './health-checks.js';
import { configureEdge } from './http/configure-edge.js';
import { HealthRegistry } from './http/health/health-registry.js';
import { refuseBrokenRequest } from './http/refuse-broken-request.js';
import { StalledReaders } from './http/stalled-readers.js';
import { NestLogger } from './http/logging/nest-logger.js';
import { EventBus } from './platform/events/event-bus.js';

export interface Application {
  app: INestApplication;
  server: Server;
  health: HealthRegistry;
}

/** `requests` gets the line of each request. */
export async function buildApplication(
  configuration: Configuration,
  logger: Logger,
  requests: Logger = logger,
): Promise<Application> {
  const instance = express();
  const app = await NestFactory.create(AppModule.forRoot(configuration), new SteadyExpressAdapter(instance), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLogger(logger),
  });
  const credentials = app.get(Credentials);
  configureEdge(app, instance, requests, configuration, async (header) => credentials.findIn(header));
  registerHealthChecks(app);
  // Both loggers exist before the application, so no room can hold them.
  app.get(EventBus).on('config.changed', () => {
    for (const log of [logger, requests]) log.level = configuration.app.logLevel;
  });
  const server = app.getHttpServer() as Server;
  // Longer than the idle time of common proxies, or they reuse a connection we are just closing.
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 30_000;
  server.requestTimeout = 300_000;
  server.on('clientError', refuseBrokenRequest);
  app.get(StalledReaders).watch(server);
  return { app, server, health: app.get(HealthRegistry) };
}
