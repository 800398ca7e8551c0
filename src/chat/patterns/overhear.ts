/** Listens to what is no part of the answer: its text is gathered, its tokens are counted, what its tools do is passed on. */
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import type { LoopEvent, WaitEvent } from '../loop/loop-event.js';
import { spentOn } from '../loop/spent-on.js';

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
  let counted = 0;
  for await (const event of events) {
    if (event.type === 'text') text += event.text;
    else if (event.type === 'finish') {
      yield spentOn(request, text.slice(counted), event);
      return { text, finish: event };
    } else if (event.type === 'wait') {
      if (mayWait) yield event;
      else yield* notAsked(event, prefix);
      return { text };
    } else if (event.type === 'tool-call' || event.type === 'tool-result') yield { ...event, id: prefix + event.id };
    else {
      if (event.type === 'spent') counted = text.length;
      yield event;
    }
  }
  throw new Error('the model stream ended without a finish event');
}

const NOT_ASKED = {
  type: 'tool-result',
  ok: false,
  summary: 'It needs a yes, which is not asked for within a step.',
  content: 'Error: this tool needs a yes, which is not asked for within a step.',
} as const;

function* notAsked({ requests }: WaitEvent, prefix: string): Generator<LoopEvent> {
  for (const { id, name } of requests) yield { ...NOT_ASKED, id: prefix + id, name };
}
