/** Reads the events of one answer, in whatever dialect, into text, tool calls and an end. It must not know sockets or timers. */
import { storableName } from '../../../common/storable.js';
import type { FinishReason, TokenUsage, ToolCallEvent } from '../chat-event.js';
import { UpstreamError } from '../upstream-error.js';
import { DeltaTemplate } from './delta-template.js';
import { ToolCallAssembly } from './tool-call-assembly.js';
import { type WireChoice, type WireChunk, type WireDelta, parseWireChunk, textOf } from './wire-chunk.js';
import { streamFault } from './wire-fault.js';

/** Characters of answer accepted. */
export const MAX_ANSWER_CHARS = 32 * 1024 * 1024;
/** Characters of a model's name that are kept. */
const LONGEST_MODEL = 200;
/** Tokens a call is taken to have had at most: more than any window, and few enough for the sums of a turn. */
const MOST_TOKENS = 10_000_000;

export interface AnswerSink {
  text(text: string): void;
  /** Content arrived that is not text of the answer: reasoning, a piece of a tool call. */
  progress(): void;
  /** The model has said why it finished; only usage and the end marker may follow. */
  finishing(): void;
}

const REASONS: Record<string, FinishReason> = {
  stop: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
};

export interface WholeAnswer {
  toolCalls: ToolCallEvent[];
  reason: FinishReason;
  model?: string;
  usage?: TokenUsage;
}

export class AnswerReader {
  /** The end marker came. */
  done = false;
  private reason?: FinishReason;
  private model?: string;
  private usage?: TokenUsage;
  private chars = 0;
  private readonly toolCalls = new ToolCallAssembly();
  private readonly template = new DeltaTemplate();

  constructor(
    private readonly sink: AnswerSink,
    private readonly maxChars = MAX_ANSWER_CHARS,
  ) {}

  /** Whether everything that matters has come, so that a broken end does no harm. */
  get complete(): boolean {
    return this.done || this.reason !== undefined;
  }

  /** One event of the stream. Throws `UpstreamError`. */
  read(data: string, eventName?: string): void {
    if (this.done) return;
    const text = eventName === undefined ? this.template.match(data) : undefined;
    if (text !== undefined) return this.addText(text);
    if (data.length < 16 && data.trim() === '[DONE]') {
      this.done = true;
      return;
    }
    const chunk = parseWireChunk(data);
    if (chunk === undefined)
      throw new UpstreamError('malformed', { cause: new Error('an event is not a JSON object') });
    if (eventName === 'error') throw streamFault(chunk.error ?? chunk);
    const plain = this.readChunk(chunk);
    if (plain !== undefined && eventName === undefined) this.template.learn(data, plain);
  }

  /** An answer that came in one piece instead of a stream. */
  readWhole(body: string): void {
    const chunk = parseWireChunk(body);
    if (chunk === undefined)
      throw new UpstreamError('malformed', { cause: new Error('the body is not a JSON object') });
    this.readChunk(chunk);
    if (this.reason === undefined)
      throw new UpstreamError('malformed', { cause: new Error('the body is no completion') });
    this.done = true;
  }

  /** What the whole came to. Throws `UpstreamError` when the stream broke off or nothing was in it. */
  result(): WholeAnswer {
    if (!this.complete) throw new UpstreamError('closed');
    const calls = this.toolCalls.events();
    const cutOff = this.reason === 'length' || this.reason === 'content_filter';
    if (this.chars === 0 && calls.length === 0 && !cutOff) {
      throw new UpstreamError('malformed', { message: 'The model server sent an empty answer.' });
    }
    if (calls.some((call) => call.name === '')) {
      throw new UpstreamError('malformed', { cause: new Error('a tool call has no name') });
    }
    // Calls that were cut off have half their arguments: nobody may run them.
    const toolCalls = cutOff ? [] : calls;
    const reason = toolCalls.length > 0 ? 'tool_calls' : this.reason === 'tool_calls' ? 'stop' : this.reason;
    return { toolCalls, reason: reason ?? 'stop', model: this.model, usage: this.usage };
  }

  /** Returns the text if that was all there was to it. */
  private readChunk(chunk: WireChunk): string | undefined {
    if (chunk.error !== undefined && chunk.error !== null) throw streamFault(chunk.error);
    if (typeof chunk.model === 'string' && chunk.model !== '') this.model = storableName(chunk.model, LONGEST_MODEL);
    this.readUsage(chunk);
    const choice = Array.isArray(chunk.choices) ? chunk.choices.find((c) => c && (c.index ?? 0) === 0) : undefined;
    if (!choice) return undefined;
    const delta = choice.delta ?? choice.message ?? {};
    const text = textOf(delta);
    if (text !== '') this.addText(text);
    const more = this.readRest(delta);
    const finished = this.readReason(choice);
    return more || finished || chunk.usage || chunk.choices?.length !== 1 ? undefined : text;
  }

  private addText(text: string): void {
    this.grow(text.length);
    if (text !== '') this.sink.text(text);
  }

  private readRest(delta: WireDelta): boolean {
    const thinks = isText(delta.reasoning_content) || isText(delta.reasoning);
    const added = Array.isArray(delta.tool_calls) ? this.toolCalls.add(delta.tool_calls) : 0;
    this.grow(added);
    if (thinks || added > 0) this.sink.progress();
    return thinks || added > 0;
  }

  private readReason(choice: WireChoice): boolean {
    if (!isText(choice.finish_reason)) return false;
    if (choice.finish_reason === 'error') throw streamFault({ message: 'finish_reason error' });
    this.reason = REASONS[choice.finish_reason] ?? 'stop';
    this.sink.finishing();
    return true;
  }

  private readUsage({ usage }: WireChunk): void {
    if (typeof usage?.prompt_tokens !== 'number') return;
    const completion = typeof usage.completion_tokens === 'number' ? usage.completion_tokens : 0;
    this.usage = { promptTokens: wholeTokens(usage.prompt_tokens), completionTokens: wholeTokens(completion) };
  }

  private grow(chars: number): void {
    this.chars += chars;
    if (this.chars > this.maxChars) throw new UpstreamError('too_large');
  }
}

/** A server may count in fractions, or nonsense; a bill is of whole tokens. */
function wholeTokens(count: number): number {
  return Math.min(Math.max(Math.round(count), 0), MOST_TOKENS);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
