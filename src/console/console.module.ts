/** The web console: serves the built page at `/`. It must know no room; the page is a client of the API like any other. */
import { Logger, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { fileURLToPath } from 'node:url';
import { readConsoleFiles } from './console-files.js';
import { serveConsole } from './serve-console.js';

/** dist/console, seen from dist/src/console. */
const BUILT = fileURLToPath(new URL('../../console', import.meta.url));

@Module({})
export class ConsoleModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    const files = readConsoleFiles(BUILT);
    if (!files.size) new Logger('Console').warn('The web console was not built: there is no page at /.');
    consumer.apply(serveConsole(files)).forRoutes('{*path}');
  }
}
