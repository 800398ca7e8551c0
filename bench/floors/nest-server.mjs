/** Starts a Nest application for a floor. Decorators are applied by hand, because this folder is run uncompiled. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Applies `decorators` to a method and `parameters[i]` to its i-th parameter. */
export function decorateMethod(type, name, decorators, parameters) {
  parameters.forEach((decorate, index) => decorate(type.prototype, name, index));
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
  for (const decorate of decorators) decorate(type.prototype, name, descriptor);
}

/** Listens on a free port and prints the address. @param {import('@nestjs/common').ModuleMetadata} metadata */
export async function serveNest(metadata) {
  class FloorModule {}
  Module(metadata)(FloorModule);
  const app = await NestFactory.create(FloorModule, { logger: ['error'] });
  app.disable('etag');
  const server = app.getHttpServer();
  server.keepAliveTimeout = 120_000;
  await app.init();
  server.listen(0, '127.0.0.1', 8192, () => console.log(`listening http://127.0.0.1:${server.address().port}`));
}
