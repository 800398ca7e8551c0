/**
 * A draft, a look at it by a critic, and one revision where that finds faults. Nothing of the draft is streamed: what was
 * streamed is what is saved, and a draft may be taken back. Where the critic or the revision fails, the draft stands.
 */
import { Injectable } from '@nestjs/common';
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import { supportedCitations } from '../../rag/grounding/supported-citations.js';
import { AnswerLoop } from '../loop/answer-loop.js';
import type { LoopEvent } from '../loop/loop-event.js';
import type { LoopState } from '../loop/loop-state.js';
import { mayUseTools } from '../loop/offered-tools.js';
import { spentOn } from '../loop/spent-on.js';
import type { Prepared } from '../loop/tool-stage.js';
import type { RunningTurn } from '../turn/running-turn.js';
import { criticTask, type Problem, readCritique, revisionTask, type Source } from './critique.js';
import { overhear } from './overhear.js';
import { stepEvent } from './step-event.js';
import { taskRequest } from './task-request.js';

const CRITIC_TOKENS = 1000;
/** Of the text of all sources together, what the critic is shown (UTF-16 units a token of the prompt's room). */
const UNITS_A_TOKEN = 2;
const NOTHING_SPENT = { promptTokens: 0, completionTokens: 0 };

interface Draft {
  text: string;
  finish: FinishEvent;
}

interface Review {
  turn: RunningTurn;
  request: ChatRequest;
  sources: readonly Source[];
}

@Injectable()
export class CriticPattern {
  constructor(
    private readonly loop: AnswerLoop,
    private readonly model: ChatModel,
  ) {}

  /** Without anything to check against, the answer is streamed at once. */
  answer(turn: RunningTurn, request: ChatRequest, prepared: Prepared): AsyncIterable<LoopEvent> {
    const events = this.loop.answer(turn, request, prepared);
    const isCheckable = prepared.context.citations.length > 0 || mayUseTools(turn.accepted);
    return isCheckable ? this.review(turn, request, prepared, events) : events;
  }

  /** A draft that waited for people goes on. */
  resume(turn: RunningTurn, state: LoopState, prepared: Prepared): AsyncIterable<LoopEvent> {
    const { request, messages } = state.rounds;
    const question = messages.findLastIndex(({ role }) => role === 'user') + 1;
    const said = messages.slice(question).filter(({ role }) => role === 'assistant');
    const before = said.map(({ content }) => String(content)).filter(Boolean);
    const asked = { ...request, messages: messages.slice(0, question) };
    return this.review(turn, asked, prepared, this.loop.resume(turn, state, prepared), before.join('\n\n'));
  }

  /** `before`: what the draft had said when it was laid aside. */
  private async *review(
    turn: RunningTurn,
    request: ChatRequest,
    prepared: Prepared,
    events: AsyncIterable<LoopEvent>,
    before?: string,
  ): AsyncGenerator<LoopEvent> {
    const about = { id: 'draft', kind: 'draft', title: 'Writing a draft' } as const;
    if (before === undefined) yield stepEvent({ ...about, state: 'started' });
    const { text, finish } = yield* overhear(events, request, { mayWait: true });
    if (!finish) return;
    const draft: Draft = { text: (before ?? '') + text, finish };
    yield stepEvent({ ...about, state: 'done' }, draft.text);
    const review: Review = { turn, request, sources: sourcesOf(prepared) };
    const problems = review.sources.length && draft.text ? yield* this.criticise(review, draft) : [];
    if (problems.length) {
      const isRevised = yield* this.revise(review, draft, problems);
      if (isRevised) return;
    }
    if (draft.text) yield { type: 'text', text: draft.text };
    // Its tokens are counted already.
    yield { ...draft.finish, usage: NOTHING_SPENT };
  }

  private async *criticise({ turn, request, sources }: Review, { text }: Draft): AsyncGenerator<LoopEvent, Problem[]> {
    const about = { id: 'critic', kind: 'critic', title: 'Checking it against its sources' } as const;
    yield stepEvent({ ...about, state: 'started' });
    const doubtful = [...supportedCitations(text, sources)].filter(([, ok]) => !ok).map(([n]) => n);
    const task = { purpose: 'critic', text: criticTask(text, sources, doubtful), maxTokens: CRITIC_TOKENS };
    // The conversation is not to be judged: the question is enough.
    const asked = taskRequest({ ...request, messages: request.messages.slice(-1) }, { ...task, temperature: 0 });
    const said = yield* this.orFailed(turn, about, overhear(this.model.stream(asked, turn.signal), asked, ALONE));
    if (said === undefined) return [];
    const problems = readCritique(said.text);
    if (!problems) yield stepEvent({ ...about, state: 'failed', summary: 'The critic gave no verdict.' }, said.text);
    else yield stepEvent({ ...about, state: 'done', summary: verdict(problems) }, said.text);
    return problems ?? [];
  }

  /** Streams; true once something was said. */
  private async *revise(
    { turn, request }: Review,
    draft: Draft,
    problems: Problem[],
  ): AsyncGenerator<LoopEvent, boolean> {
    const about = { id: 'revision', kind: 'revision', title: 'Revising it' } as const;
    yield stepEvent({ ...about, state: 'started' });
    const messages = [...request.messages, { role: 'assistant' as const, content: draft.text }];
    const asked = taskRequest({ ...request, messages }, { purpose: 'revision', text: revisionTask(problems) });
    let saidText = false;
    try {
      for await (const event of this.model.stream(asked, turn.signal)) {
        if (event.type === 'tool-call') continue;
        if (event.type === 'text') saidText = true;
        else if (!saidText) {
          yield spentOn(asked, '', event);
          break;
        } else yield stepEvent({ ...about, state: 'done' });
        yield event;
      }
    } catch (error) {
      if (saidText || turn.signal.aborted || !(error instanceof UpstreamError)) throw error;
    }
    if (!saidText) yield stepEvent({ ...about, state: 'failed', summary: 'It failed; the draft stands.' });
    return saidText;
  }

  private async *orFailed<T>(
    turn: RunningTurn,
    about: Pick<Parameters<typeof stepEvent>[0], 'id' | 'kind' | 'title'>,
    work: AsyncGenerator<LoopEvent, T>,
  ): AsyncGenerator<LoopEvent, T | undefined> {
    try {
      return yield* work;
    } catch (error) {
      if (turn.signal.aborted || !(error instanceof UpstreamError)) throw error;
      yield stepEvent({ ...about, state: 'failed', summary: error.message });
      return undefined;
    }
  }
}

const ALONE = { mayWait: false };

const verdict = ({ length }: Problem[]): string => (length === 1 ? '1 problem' : `${length || 'No'} problems`);

/** All that may be cited: passages as they stand in the prompt, of what tools found the quote. */
function sourcesOf({ prompt, context }: Prepared): Source[] {
  const passages = new Map(prompt.passages.map(({ n, text }) => [n, text]));
  const longest = Math.floor((context.limit * UNITS_A_TOKEN) / Math.max(1, context.citations.length));
  return context.citations.map(({ n, title, quote }) => ({
    n,
    title,
    text: (passages.get(n) ?? quote).slice(0, longest),
  }));
}
