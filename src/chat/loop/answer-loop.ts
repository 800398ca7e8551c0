/** Decides how an answer is made: by the model alone, or in rounds with the tools it was given. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import type { RequestedCall } from '../../tools/tool-runner.js';
import { ApprovedCalls, keptOf, type KeptOutcome } from '../approval/approved-calls.js';
import { toDecisionEvent } from '../approval/decision-event.js';
import type { ShapedCalls } from '../structured/shaped-calls.js';
import { StructuredAnswers } from '../structured/structured-answers.js';
import type { RunningTurn } from '../turn/running-turn.js';
import type { LoopEvent } from './loop-event.js';
import type { LoopState } from './loop-state.js';
import { mayUseTools, tokensOfTools } from './offered-tools.js';
import { ToolProtocol } from './tool-protocol.js';
import { type RoundsDoors, ToolRounds } from './tool-rounds.js';
import type { Prepared, ToolStage } from './tool-stage.js';
import { ToolStages } from './tool-stages.js';
import { answerWithoutModel } from './without-model.js';

/** From the first request, how long further tools are called. */
const ROUNDS_MS = 5 * 60_000;

@Injectable()
export class AnswerLoop {
  constructor(
    private readonly model: ChatModel,
    private readonly protocol: ToolProtocol,
    private readonly stages: ToolStages,
    private readonly approved: ApprovedCalls,
    private readonly structured: StructuredAnswers,
    private readonly clock: Clock,
  ) {}

  answer(turn: RunningTurn, request: ChatRequest, prepared: Prepared): AsyncIterable<LoopEvent> {
    const { responseFormat } = turn.accepted.options;
    const answering = (asked: ChatRequest, calls?: ShapedCalls) => this.free(turn, asked, prepared, calls);
    return responseFormat
      ? this.structured.answer(request, responseFormat, answering, turn.signal)
      : answering(request);
  }

  /** A turn without tools is the model's own stream, nothing between. */
  private free(
    turn: RunningTurn,
    request: ChatRequest,
    prepared: Prepared,
    calls?: ShapedCalls,
  ): AsyncIterable<LoopEvent> {
    if (this.model.status(request.model).provider === 'extractive') {
      const direct = answerWithoutModel(request, {
        stream: (asked) => this.model.stream(asked, turn.signal),
        call: (call) => this.stages.of(turn, prepared).direct(call),
      });
      return direct ?? this.model.stream(request, turn.signal);
    }
    if (!mayUseTools(turn.accepted)) return this.protocol.asking(calls)(request, turn.signal);
    return this.withTools(turn, request, prepared, calls);
  }

  /** Goes on with an answer that waited for people, who have decided now. */
  resume(turn: RunningTurn, state: LoopState, prepared: Prepared): AsyncIterable<LoopEvent> {
    const { responseFormat } = turn.accepted.options;
    const answering = (_: ChatRequest, calls?: ShapedCalls) => this.goOn(turn, state, prepared, calls);
    const { request } = state.rounds;
    return responseFormat
      ? this.structured.answer(request, responseFormat, answering, turn.signal)
      : answering(request);
  }

  private async *goOn(
    turn: RunningTurn,
    state: LoopState,
    prepared: Prepared,
    calls?: ShapedCalls,
  ): AsyncGenerator<LoopEvent> {
    const decided = await this.approved.of(turn.accepted);
    const waited = new Set(state.rounds.calls.filter((_, i) => !state.rounds.outcomes[i]).map(({ id }) => id));
    const rows = decided.filter(({ call_id }) => waited.has(call_id));
    yield* rows.map(toDecisionEvent);
    // What ran before the process died is not run again; what it found is cited all the same.
    for (const row of rows) if (row.state === 'done') prepared.context.citations.push(...keptOf(row).citations);
    const stage = this.stages.of(turn, prepared, state);
    const tools = await stage.specs();
    const { request, tokensLeft: tokens, msLeft } = state.rounds;
    const given = { request, tools, tokens, until: this.clock.now() + msLeft, signal: turn.signal };
    const rounds = new ToolRounds(given, this.doors(turn, prepared, stage, calls), state.rounds);
    yield* withStage(rounds, stage);
  }

  private async *withTools(
    turn: RunningTurn,
    request: ChatRequest,
    prepared: Prepared,
    calls?: ShapedCalls,
  ): AsyncGenerator<LoopEvent> {
    const stage = this.stages.of(turn, prepared);
    const room = prepared.context.limit - prepared.prompt.ledger.used;
    const tools = await stage.specs(room);
    if (!tools.length) return yield* this.protocol.asking(calls)(request, turn.signal);
    const tokens = room - tokensOfTools(tools);
    const given = { request, tools, tokens, until: this.clock.now() + ROUNDS_MS, signal: turn.signal };
    yield* withStage(new ToolRounds(given, this.doors(turn, prepared, stage, calls)), stage);
  }

  private doors(
    turn: RunningTurn,
    { context }: Prepared,
    stage: ToolStage,
    calls: ShapedCalls | undefined,
  ): RoundsDoors {
    const runApproved = async (call: RequestedCall, hash: string, longest: number): Promise<KeptOutcome> => {
      const before = context.citations.length;
      const outcome = await stage.approved(call, hash, longest);
      return { outcome, citations: context.citations.slice(before) };
    };
    return {
      stream: this.protocol.asking(calls),
      call: (call, longest) => stage.call(call, longest),
      decided: (call, longest) =>
        this.approved.outcome(turn.accepted, call.id, (hash) => runApproved(call, hash, longest)),
      now: () => this.clock.now(),
    };
  }
}

/** What is laid aside with the rounds: who answers. */
async function* withStage(rounds: ToolRounds, stage: ToolStage): AsyncGenerator<LoopEvent> {
  for await (const event of rounds.events()) {
    if (event.type !== 'wait') yield event;
    else yield { type: 'wait', requests: event.requests, state: { rounds: event.rounds, ...stage.state() } };
  }
}
