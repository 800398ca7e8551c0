/**
 * Plan and execute: a plan of a few steps, each worked on by itself with the tools there are, then the answer from what
 * was found. Only the answer is streamed as text. Every limit leads to the answer, not to an error.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { textIn } from '../../platform/llm/message-text.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import { AnswerLoop } from '../loop/answer-loop.js';
import type { LoopEvent } from '../loop/loop-event.js';
import type { Prepared } from '../loop/tool-stage.js';
import type { RunningTurn } from '../turn/running-turn.js';
import { overhear, type Overheard } from './overhear.js';
import { type Finding, PLAN_TASK, type PlannedStep, readPlan, stepTask, synthesisTask } from './plan.js';
import { stepEvent } from './step-event.js';
import { taskRequest } from './task-request.js';

const PLAN_TOKENS = 800;
const STEP_TOKENS = 1000;
/** After it no further step is begun. */
const STEPS_MS = 5 * 60_000;
/** All steps together may cost so many windows of the model. */
const MOST_WINDOWS = 8;
/** Of the room that is left, what findings may take; tools need the rest. */
const FINDINGS_SHARE = 0.5;
const UNITS_A_TOKEN = 3;

/** Of one turn. */
interface Work {
  turn: RunningTurn;
  request: ChatRequest;
  prepared: Prepared;
  steps: readonly PlannedStep[];
}

@Injectable()
export class PlanPattern {
  constructor(
    private readonly loop: AnswerLoop,
    private readonly model: ChatModel,
    private readonly clock: Clock,
  ) {}

  async *answer(turn: RunningTurn, request: ChatRequest, given: Prepared): AsyncGenerator<LoopEvent> {
    const prepared = asItIs(given);
    const steps = yield* this.plan(turn, request);
    if (!steps.length) return yield* this.loop.answer(turn, request, prepared);
    const findings = yield* this.work({ turn, request, prepared, steps });
    const about = { id: 'synthesis', kind: 'synthesis', title: 'Writing the answer' } as const;
    yield stepEvent({ ...about, state: 'started' });
    const asked = taskRequest(request, { purpose: 'answer', text: synthesisTask(findings) });
    for await (const event of this.loop.answer(turn, asked, narrowed(prepared, request, asked))) {
      if (event.type === 'finish') yield stepEvent({ ...about, state: 'done' });
      yield event;
    }
  }

  /** None: it can be answered at once, or the model cannot plan. */
  private async *plan(turn: RunningTurn, request: ChatRequest): AsyncGenerator<LoopEvent, PlannedStep[]> {
    const about = { id: 'plan', kind: 'plan', title: 'Making a plan' } as const;
    yield stepEvent({ ...about, state: 'started' });
    const task = { purpose: 'plan', text: PLAN_TASK, maxTokens: PLAN_TOKENS, temperature: 0 };
    const asked = taskRequest(request, task);
    const { text } = yield* overhear(this.model.stream(asked, turn.signal), asked, { mayWait: false });
    const steps = readPlan(text);
    if (!steps) yield stepEvent({ ...about, state: 'failed', summary: 'No plan could be read; answered at once.' });
    else yield stepEvent({ ...about, state: 'done', steps: steps.map(({ title }) => title) }, text);
    return steps ?? [];
  }

  private async *work(work: Work): AsyncGenerator<LoopEvent, Finding[]> {
    const { prepared, steps } = work;
    const { limit } = prepared.context;
    const until = this.clock.now() + STEPS_MS;
    const longest = Math.floor((findingTokens(prepared) / steps.length) * UNITS_A_TOKEN);
    const findings: Finding[] = [];
    let spent = 0;
    for (const [i, { title }] of steps.entries()) {
      const about = { id: `step-${i + 1}`, kind: 'step', title } as const;
      if (this.clock.now() >= until || spent >= MOST_WINDOWS * limit) {
        yield stepEvent({ ...about, state: 'skipped', summary: 'The limits of the plan were reached.' });
        continue;
      }
      yield stepEvent({ ...about, state: 'started' });
      const { text, failure, tokens } = yield* this.step(work, i, findings);
      spent += tokens;
      findings.push({ title, text: text.slice(0, longest) || (failure ?? 'Nothing was found.') });
      const state = failure ? 'failed' : 'done';
      yield stepEvent({ ...about, state, summary: failure ?? text }, text);
    }
    return findings;
  }

  /** A step that fails by itself is a finding; where the model fails, so does the turn. */
  private async *step({ turn, request, prepared, steps }: Work, i: number, findings: readonly Finding[]) {
    const text = stepTask(steps, i, findings);
    const maxTokens = Math.min(request.maxTokens ?? STEP_TOKENS, STEP_TOKENS);
    const asked = taskRequest(request, { purpose: 'plan_step', text, maxTokens });
    const heard = this.loop.answer(turn, asked, narrowed(prepared, request, asked));
    let tokens = 0;
    try {
      const events = overhear(heard, asked, { prefix: `s${i + 1}_`, mayWait: false });
      let next: IteratorResult<LoopEvent, Overheard>;
      while (!(next = await events.next()).done) {
        const { value } = next;
        if (value.type === 'spent') tokens += value.usage.promptTokens + value.usage.completionTokens;
        yield value;
      }
      const { text: found, finish } = next.value;
      return { text: found, tokens, failure: finish ? undefined : 'It needs a yes, which is not asked for in a step.' };
    } catch (error) {
      turn.signal.throwIfAborted();
      if (!(error instanceof AppError) || error instanceof UpstreamError) throw error;
      return { text: '', tokens, failure: error.message };
    }
  }
}

const findingTokens = ({ context, prompt }: Prepared): number =>
  Math.max(0, context.limit - prompt.ledger.used) * FINDINGS_SHARE;

/** What steps and their tools give is added to the ledger of the turn; of the prompts to come only findings are a part. */
function asItIs(prepared: Prepared): Prepared {
  const { prompt } = prepared;
  return { ...prepared, prompt: { ...prompt, ledger: { ...prompt.ledger } } };
}

/** What the task adds to the prompt is no longer there for tools. */
function narrowed(prepared: Prepared, request: ChatRequest, asked: ChatRequest): Prepared {
  const added = tokensOf(asked) - tokensOf(request);
  const { ledger } = prepared.prompt;
  return { ...prepared, prompt: { ...prepared.prompt, ledger: { ...ledger, used: ledger.used + added } } };
}

const tokensOf = ({ messages }: ChatRequest): number => {
  const last = messages.at(-1);
  return last ? estimateTokens(textIn(last.content)) : 0;
};
