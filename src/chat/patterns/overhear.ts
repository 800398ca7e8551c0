/** Listens to what is no part of the answer: its text is gathered, its tokens are counted, what its tools do is passed on. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { textIn } from '../../platform/llm/message-text.js';
import type { LoopEvent, SpentEvent, WaitEvent } from '../loop/loop-event.js';

export interface Overheard {
  text: string;
  /** Undefined: it waits for a yes. */
  finish?: FinishEvent;
}

export interface OverhearOptions {
  /** Put before the ids of its calls, so that they are not those of another step. */
  prefix?: string;
  /** Nobody is asked within it: a call that needs a yes is told as not run. */
  mayWait: boolean;
}

export async function* overhear(
  events: AsyncIterable<LoopEvent>,
  request: ChatRequest,
  { prefix = '', mayWait }: OverhearOptions,
): AsyncGenerator<LoopEvent, Overheard> {
  let text = '';
  for await (const event of events) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'finish') {
      yield spentOn(request, text, event);
      return { text, finish: event };
    } else if (event.type === 'wait') {
      if (mayWait) yield event;
      else yield* notAsked(event, prefix);
      return { text };
    } else if (event.type === 'tool-call' || event.type === 'tool-result') yield { ...event, id: prefix + event.id };
    else yield event;
  }
  throw new Error('the model stream ended without a finish event');
}

const NOT_ASKED = {
  type: 'tool-result',
  ok: false,
  summary: 'It needs a yes, which is not asked for within a step.',
  content: 'Error: this tool needs a yes, which is not asked for within a step.',
} as const;

function* notAsked({ requests, state }: WaitEvent, prefix: string): Generator<LoopEvent> {
  for (const { id, name } of requests) yield { ...NOT_ASKED, id: prefix + id, name };
  const { usage, usageKnown } = state.rounds;
  yield { type: 'spent', usage, estimated: !usageKnown };
}

function spentOn({ messages }: ChatRequest, text: string, { usage }: FinishEvent): SpentEvent {
  if (usage) return { type: 'spent', usage, estimated: false };
  const prompt = messages.map(({ content }) => textIn(content)).join('\n');
  const estimate = { promptTokens: estimateTokens(prompt), completionTokens: estimateTokens(text) };
  return { type: 'spent', usage: estimate, estimated: true };
}
