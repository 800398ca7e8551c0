/**
 * Answers in the shape they were asked for in. Nothing of such an answer is told before it fits: what is streamed is what
 * is saved. One that does not fit is sent back once; then the turn fails, and what was received is kept.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatMessage, ChatRequest } from '../../platform/llm/chat-request.js';
import type { LoopEvent, SpentEvent } from '../loop/loop-event.js';
import { spentOn } from '../loop/spent-on.js';
import { withFormatWords } from './format-words.js';
import { OutputCheck } from './output-check.js';
import type { ResponseFormat } from './response-format.js';
import { ShapedCalls } from './shaped-calls.js';

/** Makes the answer to a request, tools and all; each call of a model on the way goes through `calls`. */
type Answering = (request: ChatRequest, calls: ShapedCalls) => AsyncIterable<LoopEvent>;

interface Attempt {
  text: string;
  /** Undefined: the turn waits for a person. */
  finish?: FinishEvent;
}

@Injectable()
export class StructuredAnswers {
  constructor(private readonly model: ChatModel) {}

  async *answer(
    request: ChatRequest,
    format: ResponseFormat,
    answering: Answering,
    signal: AbortSignal,
  ): AsyncGenerator<LoopEvent> {
    const check = new OutputCheck(format);
    const calls = new ShapedCalls(this.model, format);
    const first = withWords(request, format);
    const { text, finish } = yield* attempt(answering(first, calls));
    if (!finish) return;
    const read = check.check(text);
    // What was cut off will be cut off again.
    if (read.ok || finish.reason === 'length') return yield* said(read.ok ? read.json : text, finish);
    const asked = calls.last ?? first;
    const repair = { ...repairOf(asked, text, read.problem), booking: request.booking };
    const spent = spentOn(asked, text, finish);
    const asking = calls.over((request, signal) => this.model.stream(request, signal));
    const second = yield* this.keeping(text, spent, attempt(asking(repair, signal)));
    const reread = check.check(second.text);
    if (reread.ok) {
      yield spent;
      return yield* said(reread.json, second.finish!);
    }
    yield* received(second.text, spent, spentOn(repair, second.text, second.finish!));
    throw new AppError('invalid_output', `The answer does not fit what was asked for: ${reread.problem}`);
  }

  /** Where the second attempt comes to nothing, the first is what was received. */
  private async *keeping(
    text: string,
    spent: SpentEvent,
    attempt: AsyncGenerator<LoopEvent, Attempt>,
  ): AsyncGenerator<LoopEvent, Attempt> {
    try {
      return yield* attempt;
    } catch (error) {
      yield* received(text, spent);
      throw error;
    }
  }
}

/** What is said before a tool is called is no part of the answer. */
async function* attempt(events: AsyncIterable<LoopEvent>): AsyncGenerator<LoopEvent, Attempt> {
  const heard: Attempt = { text: '' };
  for await (const event of events) {
    if (event.type === 'text') heard.text += event.text;
    else if (event.type === 'finish') heard.finish = event;
    else {
      if (event.type !== 'spent') heard.text = '';
      yield event;
    }
  }
  return heard;
}

function* said(text: string, finish: FinishEvent): Generator<LoopEvent> {
  if (text) yield { type: 'text', text };
  yield finish;
}

/** What is told of attempts that came to nothing: after their text, what they cost, which counts that text. */
function* received(text: string, ...spent: SpentEvent[]): Generator<LoopEvent> {
  if (text) yield { type: 'text', text };
  yield* spent;
}

/** Whatever the model takes natively: a server may leave the format unread, and some want the word JSON beside it. */
function withWords(request: ChatRequest, format: ResponseFormat): ChatRequest {
  const [system, ...rest] = request.messages;
  const isThere = system?.role === 'system';
  const content = withFormatWords(isThere ? String(system.content) : '', format);
  return { ...request, messages: [{ role: 'system', content }, ...(isThere ? rest : request.messages)] };
}

/** Asked of who answered, in its words, and with what the turn began with: calls without their tools would be refused. */
function repairOf(asked: ChatRequest, answer: string, problem: string): ChatRequest {
  const content = `That does not fit what was asked for: ${problem} Answer again with the corrected JSON and nothing else.`;
  const question = asked.messages.findLastIndex(({ role }) => role === 'user');
  const messages: ChatMessage[] = [
    ...asked.messages.slice(0, question + 1),
    { role: 'assistant', content: answer || '(nothing)' },
    { role: 'user', content },
  ];
  return { ...asked, tools: undefined, toolChoice: undefined, messages };
}
