/** Provides the tracer to every room. It must not know what is traced. */
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TracingConfig } from '../../config/tracing.config.js';
import { NoTracer } from './no-tracer.js';
import { Tracer } from './tracer.js';

@Injectable()
class TracerLifecycle implements OnApplicationShutdown {
  constructor(private readonly tracer: Tracer) {}

  onApplicationShutdown(): Promise<void> {
    return this.tracer.close();
  }
}

@Global()
@Module({
  providers: [{ provide: Tracer, inject: [TracingConfig], useFactory: openTracer }, TracerLifecycle],
  exports: [Tracer],
})
export class TracingModule {}

async function openTracer({ endpoint, serviceName }: TracingConfig): Promise<Tracer> {
  if (endpoint === undefined) return new NoTracer();
  const { OtlpTracer } = await import('./otlp-tracer.js');
  return new OtlpTracer({ endpoint, serviceName });
}
