/** Decides how an answer is made: by the model alone, or in rounds with the tools it was given. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { ChatRequest, ToolSpec } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import type { ToolContext } from '../../tools/tool.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import { type RequestedCall, ToolRunner } from '../../tools/tool-runner.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import type { Prompt } from '../prompt/build-prompt.js';
import type { AcceptedTurn, RunningTurn } from '../turn/running-turn.js';
import { CitationBook } from './citation-book.js';
import type { LoopEvent } from './loop-event.js';
import { offeredTools } from './offered-tools.js';
import { ToolRounds } from './tool-rounds.js';
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
    private readonly clock: Clock,
  ) {}

  /** `context.citations` grows by what tools find. A turn without tools is the model's own stream, nothing between. */
  answer(turn: RunningTurn, request: ChatRequest, prompt: Prompt, context: GatheredContext): AsyncIterable<LoopEvent> {
    if (this.model.status().provider === 'extractive') {
      const direct = this.withoutModel(turn, request, context);
      if (direct) return direct;
    }
    const tools = this.toolsFor(turn.accepted);
    if (!tools.length) return this.model.stream(request, turn.signal);
    return this.withTools(turn, request, tools, { prompt, context });
  }

  private withoutModel(turn: RunningTurn, request: ChatRequest, context: GatheredContext) {
    return answerWithoutModel(request, {
      stream: (asked) => this.model.stream(asked, turn.signal),
      call: (call) => this.caller(turn, [call], context)(call),
    });
  }

  private toolsFor(turn: AcceptedTurn): ToolSpec[] {
    const names = offeredTools(turn);
    if (!names.length || (this.refusals.get(turn.model) ?? 0) > this.clock.now()) return [];
    return names.flatMap((name) => this.registry.spec(name) ?? []);
  }

  private async *withTools(
    turn: RunningTurn,
    request: ChatRequest,
    tools: ToolSpec[],
    { prompt, context }: { prompt: Prompt; context: GatheredContext },
  ): AsyncGenerator<LoopEvent> {
    const tokens = context.limit - prompt.ledger.used - estimateTokens(JSON.stringify(tools));
    const given = { request, tools, tokens, until: this.clock.now() + ROUNDS_MS, signal: turn.signal };
    const rounds = new ToolRounds(given, {
      stream: (asked, signal) => this.model.stream(asked, signal),
      call: this.caller(turn, tools, context),
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

  private caller(
    { accepted, signal }: RunningTurn,
    tools: readonly { name: string }[],
    { citations }: GatheredContext,
  ) {
    const book = new CitationBook(citations);
    const context = toolContext(accepted, book);
    const offered = new Set(tools.map(({ name }) => name));
    return (call: RequestedCall, longest?: number) => this.runner.run(call, { context, offered, signal, longest });
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

function toolContext({ userId, session, options }: AcceptedTurn, book: CitationBook): ToolContext {
  const ofSession = session.collection_ids ? (JSON.parse(session.collection_ids) as string[]) : undefined;
  return {
    userId,
    collectionIds: Array.isArray(options.documents) ? options.documents : ofSession,
    memory: options.memory !== false && session.memory !== 0,
    cite: (source) => book.cite(source),
  };
}
