/** Decides how an answer is made: by the model alone, or in rounds with the tools it was given. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import { ToolRunner } from '../../tools/tool-runner.js';
import { Outfitter } from '../agents/outfitter.js';
import type { RunningTurn } from '../turn/running-turn.js';
import type { LoopEvent } from './loop-event.js';
import { mayUseTools } from './offered-tools.js';
import { ToolRounds } from './tool-rounds.js';
import { type Prepared, ToolStage } from './tool-stage.js';
import { answerWithoutModel } from './without-model.js';

/** From the first request, how long further tools are called. */
const ROUNDS_MS = 5 * 60_000;
/** How long a model that refused tools is not offered any. */
const REFUSAL_MS = 10 * 60_000;

@Injectable()
export class AnswerLoop {
  private readonly logger = new Logger(AnswerLoop.name);
  /** Model -> until when it is believed to refuse tools. */
  private readonly refusals = new Map<string, number>();

  constructor(
    private readonly model: ChatModel,
    private readonly registry: ToolRegistry,
    private readonly runner: ToolRunner,
    private readonly outfitter: Outfitter,
    private readonly clock: Clock,
  ) {}

  /** A turn without tools is the model's own stream, nothing between. */
  answer(turn: RunningTurn, request: ChatRequest, prepared: Prepared): AsyncIterable<LoopEvent> {
    if (this.model.status().provider === 'extractive') {
      const direct = answerWithoutModel(request, {
        stream: (asked) => this.model.stream(asked, turn.signal),
        call: (call) => this.stage(turn, prepared).direct(call),
      });
      return direct ?? this.model.stream(request, turn.signal);
    }
    const refused = (this.refusals.get(turn.accepted.model) ?? 0) > this.clock.now();
    if (refused || !mayUseTools(turn.accepted)) return this.model.stream(request, turn.signal);
    return this.withTools(turn, request, prepared);
  }

  private async *withTools(turn: RunningTurn, request: ChatRequest, prepared: Prepared): AsyncGenerator<LoopEvent> {
    const stage = this.stage(turn, prepared);
    const tools = await stage.specs();
    if (!tools.length) return yield* this.model.stream(request, turn.signal);
    const { prompt, context } = prepared;
    const tokens = context.limit - prompt.ledger.used - estimateTokens(JSON.stringify(tools));
    const given = { request, tools, tokens, until: this.clock.now() + ROUNDS_MS, signal: turn.signal };
    const rounds = new ToolRounds(given, {
      stream: (asked, signal) => this.model.stream(asked, signal),
      call: (call, longest) => stage.call(call, longest),
      now: () => this.clock.now(),
    });
    let began = false;
    try {
      for await (const event of rounds.events()) {
        began = true;
        yield event;
      }
    } catch (error) {
      if (began || !refusesTools(error)) throw error;
      this.refusals.set(turn.accepted.model, this.clock.now() + REFUSAL_MS);
      this.logger.warn(`The model ${turn.accepted.model} refuses tools; it is asked without.`);
      yield* this.model.stream(request, turn.signal);
    }
  }

  private stage(turn: RunningTurn, prepared: Prepared): ToolStage {
    const { registry, runner, outfitter } = this;
    return new ToolStage(turn, prepared, { registry, runner, outfitter });
  }
}

/** A 400 or 422 to the first request with tools: a model that cannot take them, more often than not. */
function refusesTools(error: unknown): boolean {
  return (
    error instanceof UpstreamError &&
    error.code === 'upstream_rejected' &&
    (error.upstreamStatus === 400 || error.upstreamStatus === 422)
  );
}
