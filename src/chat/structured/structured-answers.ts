/**
 * Answers in the shape they were asked for in. Nothing of such an answer is told before it fits: what is streamed is what
 * is saved. One that does not fit is sent back once; then the turn fails, and what was received is kept.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatMessage, ChatRequest } from '../../platform/llm/chat-request.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import type { LoopEvent, SpentEvent } from '../loop/loop-event.js';
import { spentOn } from '../loop/spent-on.js';
import { withFormatWords } from './format-words.js';
import { OutputCheck } from './output-check.js';
import type { ResponseFormat } from './response-format.js';

/** Makes the answer to a request, tools and all. */
type Answering = (request: ChatRequest) => AsyncIterable<LoopEvent>;

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
    const asked = withFormat(request, format, this.model.profile(request.model).jsonSchema !== false);
    const first = yield* this.attempt(asked, answering);
    const { text, finish } = first;
    if (!finish) return;
    const read = check.check(text);
    // What was cut off will be cut off again.
    if (read.ok || finish.reason === 'length') return yield* said(read.ok ? read.json : text, finish);
    const repair = { ...asked, tools: undefined, messages: repaired(asked.messages, text, read.problem) };
    const spent = spentOn(asked, text, finish);
    const again = this.attempt(repair, (request) => this.model.stream(request, signal));
    const second = yield* this.keeping(text, spent, again);
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

  /** A server that does not take the format is asked again without: the words of the prompt say the same. */
  private async *attempt(request: ChatRequest, answering: Answering): AsyncGenerator<LoopEvent, Attempt> {
    const heard: Attempt & { began: boolean } = { text: '', began: false };
    try {
      yield* listen(answering(request), heard);
    } catch (error) {
      if (heard.began || !request.responseFormat || !isRefusal(error)) throw error;
      yield* listen(answering({ ...request, responseFormat: undefined }), heard);
    }
    return heard;
  }
}

/** What is said before a tool is called is no part of the answer. */
async function* listen(
  events: AsyncIterable<LoopEvent>,
  heard: Attempt & { began: boolean },
): AsyncGenerator<LoopEvent> {
  for await (const event of events) {
    heard.began = true;
    if (event.type === 'text') heard.text += event.text;
    else if (event.type === 'finish') heard.finish = event;
    else {
      if (event.type !== 'spent') heard.text = '';
      yield event;
    }
  }
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

function isRefusal(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.code !== 'upstream_rejected') return false;
  return error.upstreamStatus === 400 || error.upstreamStatus === 422;
}

function withFormat(request: ChatRequest, format: ResponseFormat, native: boolean): ChatRequest {
  const [system, ...rest] = request.messages;
  const isThere = system?.role === 'system';
  const content = withFormatWords(isThere ? String(system.content) : '', format);
  const messages: ChatMessage[] = [{ role: 'system', content }, ...(isThere ? rest : request.messages)];
  return { ...request, messages, responseFormat: native ? format : undefined };
}

function repaired(messages: readonly ChatMessage[], answer: string, problem: string): ChatMessage[] {
  const content = `That does not fit what was asked for: ${problem} Answer again with the corrected JSON and nothing else.`;
  return [...messages, { role: 'assistant', content: answer || '(nothing)' }, { role: 'user', content }];
}
