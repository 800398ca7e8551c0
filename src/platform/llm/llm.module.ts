/** Provides the chat model. It must not know what is asked of it. */
import { Injectable, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { SystemClock } from '../../common/clock.js';
import { LlmConfig } from '../../config/llm.config.js';
import { EventBus } from '../events/event-bus.js';
import type { EventMap } from '../events/event-map.js';
import { ChatModel } from './chat-model.js';
import { ExtractiveChatModel } from './extractive/extractive-chat-model.js';
import { ModelRouter } from './model-router.js';
import type { ModelCall } from './openai-compatible/call-meter.js';
import { OpenAiChatModel } from './openai-compatible/openai-chat-model.js';

@Injectable()
class RouterLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly router: ModelRouter) {}

  onModuleInit(): Promise<void> {
    return this.router.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.router.close();
  }
}

@Module({
  providers: [
    { provide: ModelRouter, inject: [LlmConfig, EventBus], useFactory: createRouter },
    { provide: ChatModel, useExisting: ModelRouter },
    RouterLifecycle,
  ],
  exports: [ChatModel],
})
export class LlmModule {}

function endedCall(call: ModelCall): EventMap['model.ended'] {
  return {
    userId: call.booking?.userId,
    turnId: call.booking?.turnId,
    purpose: call.booking?.purpose,
    model: call.model,
    asked: call.asked,
    upstream: call.upstream,
    promptTokens: call.promptTokens,
    completionTokens: call.completionTokens,
    estimated: call.estimated,
    firstTokenMs: call.firstTokenMs,
    totalMs: call.totalMs,
    retries: call.retries,
    outcome: call.outcome,
    code: call.code,
  };
}

function createRouter(config: LlmConfig, events: EventBus): ModelRouter {
  const clock = new SystemClock();
  const remote = new OpenAiChatModel(config, {
    clock,
    onFault: (error) => router.onFault(error),
    onCall: (call) => events.emit('model.ended', endedCall(call)),
  });
  const local = new ExtractiveChatModel(config);
  const router = new ModelRouter({ provider: config.provider, remote, local, clock, logger: new Logger('ChatModel') });
  return router;
}
