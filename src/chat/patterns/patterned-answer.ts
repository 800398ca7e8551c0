/** Answers a turn by the pattern of its agent. A turn without one is the loop's own, nothing between. */
import { Injectable } from '@nestjs/common';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { AnswerLoop } from '../loop/answer-loop.js';
import type { LoopEvent } from '../loop/loop-event.js';
import type { LoopState } from '../loop/loop-state.js';
import type { Prepared } from '../loop/tool-stage.js';
import type { RunningTurn } from '../turn/running-turn.js';
import type { Pattern } from './pattern.js';
import { CriticPattern } from './critic-pattern.js';
import { PlanPattern } from './plan-pattern.js';

@Injectable()
export class PatternedAnswer {
  constructor(
    private readonly loop: AnswerLoop,
    private readonly plan: PlanPattern,
    private readonly critic: CriticPattern,
    private readonly model: ChatModel,
  ) {}

  /** Without a model there is nobody to plan or to criticise; an answer in a given shape is made and checked by the loop. */
  answer(turn: RunningTurn, request: ChatRequest, prepared: Prepared): AsyncIterable<LoopEvent> {
    const pattern = patternOf(turn);
    if (pattern === 'single' || this.model.status(request.model).provider === 'extractive') {
      return this.loop.answer(turn, request, prepared);
    }
    return this[pattern].answer(turn, request, prepared);
  }

  /** Of a plan only the answer itself may have waited: it goes on alone. */
  resume(turn: RunningTurn, state: LoopState, prepared: Prepared): AsyncIterable<LoopEvent> {
    const isDraft = patternOf(turn) === 'critic';
    return (isDraft ? this.critic : this.loop).resume(turn, state, prepared);
  }
}

const patternOf = ({ accepted: { pattern = 'single', options } }: RunningTurn): Pattern =>
  options.responseFormat ? 'single' : pattern;
