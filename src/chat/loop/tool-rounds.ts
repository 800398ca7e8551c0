/**
 * One answer that may use tools: the model speaks, calls, is told the results, and speaks again, until it calls no more.
 * Knows neither where events go nor who asked. Every limit ends in a last request without calls, not in an error.
 */
import { AppError } from '../../common/app-error.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { FinishEvent, ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ChatMessage, ChatRequest, ToolSpec } from '../../platform/llm/chat-request.js';
import type { CallOutcome, RequestedCall } from '../../tools/tool-runner.js';
import type { LoopEvent } from './loop-event.js';

export interface RoundsRequest {
  request: ChatRequest;
  tools: readonly ToolSpec[];
  /** Tokens that results may add to the prompt. */
  tokens: number;
  /** Milliseconds since the epoch after which nothing more is called. */
  until: number;
  signal: AbortSignal;
}

export interface RoundsDoors {
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<LoopEvent>;
  /** `longest`: UTF-16 units of the result. Throws only when aborted. */
  call(call: RequestedCall, longest: number): Promise<CallOutcome & { next?: NextStage }>;
  now(): number;
}

/** Who goes on in the next round, and with what. */
export interface NextStage {
  /** The new first message. */
  system: string;
  /** Of the request, what changes. */
  change: Partial<ChatRequest>;
  tools: readonly ToolSpec[];
}

/** What the model said in one round. */
interface Round {
  text: string;
  calls: ToolCallEvent[];
  finish?: FinishEvent;
}

export const MOST_ROUNDS = 8;
const MOST_CALLS_A_ROUND = 16;
/** Results shorter than this help nobody. */
const LEAST_TOKENS = 200;
const CALL_OVERHEAD = 12;
const UNITS_A_TOKEN = 3;

export class ToolRounds {
  private request: ChatRequest;
  private tools: readonly ToolSpec[];
  private readonly messages: ChatMessage[];
  private tokensLeft: number;
  private readonly ids = new Set<string>();
  private saidText = false;
  private readonly usage = { promptTokens: 0, completionTokens: 0 };
  private usageKnown = true;

  constructor(
    private readonly given: RoundsRequest,
    private readonly doors: RoundsDoors,
  ) {
    this.request = given.request;
    this.tools = given.tools;
    this.messages = [...given.request.messages];
    this.tokensLeft = given.tokens;
  }

  async *events(): AsyncGenerator<LoopEvent> {
    for (let number = 1; ; number++) {
      const mayCall = this.mayCall(number);
      const round: Round = { text: '', calls: [] };
      yield* this.listen(round, mayCall);
      this.request = asFollowUp(this.request);
      if (!mayCall || !round.calls.length || round.finish?.reason === 'length')
        return yield this.finish(round, mayCall);
      this.messages.push({ role: 'assistant', content: round.text, toolCalls: round.calls.map(toSentCall) });
      yield* this.runAll(round.calls);
    }
  }

  private mayCall(round: number): boolean {
    return round <= MOST_ROUNDS && this.tokensLeft >= LEAST_TOKENS && this.doors.now() < this.given.until;
  }

  private async *listen(round: Round, mayCall: boolean): AsyncGenerator<LoopEvent> {
    const toolChoice = mayCall ? undefined : ('none' as const);
    const asked = {
      ...this.request,
      messages: this.messages,
      tools: [...this.tools],
      toolChoice,
    } satisfies ChatRequest;
    for await (const event of this.doors.stream(asked, this.given.signal)) {
      if (event.type === 'text') {
        // What is said in two rounds are two paragraphs.
        if (!round.text && this.saidText) yield { type: 'text', text: '\n\n' };
        round.text += event.text;
        this.saidText = true;
        yield event;
      } else if (event.type === 'finish') {
        round.finish = event;
        this.count(event);
      } else if (event.type === 'tool-call' && mayCall) {
        const call = { ...event, id: this.uniqueId(event.id) };
        round.calls.push(call);
        yield call;
      }
    }
  }

  /** All at once; results are told as they come, and given to the model in the order of the calls. */
  private async *runAll(calls: readonly ToolCallEvent[]): AsyncGenerator<LoopEvent> {
    const longest = Math.floor((Math.max(this.tokensLeft, LEAST_TOKENS) / calls.length) * UNITS_A_TOKEN);
    const outcomes: (CallOutcome & { next?: NextStage })[] = [];
    const running = new Map(
      calls.map((call, i) => {
        const outcome = i < MOST_CALLS_A_ROUND ? this.doors.call(call, longest) : Promise.resolve(TOO_MANY);
        return [i, outcome.then((done) => ({ i, done }))] as const;
      }),
    );
    while (running.size) {
      const { i, done } = await Promise.race(running.values());
      running.delete(i);
      outcomes[i] = done;
      const { id, name } = calls[i]!;
      const { ok, summary, content } = done;
      yield { type: 'tool-result', id, name, ok, summary, content };
    }
    for (const [i, { id, arguments: args }] of calls.entries()) {
      const { content, next } = outcomes[i]!;
      if (next) this.passTo(next);
      this.messages.push({ role: 'tool', content, toolCallId: id });
      this.tokensLeft -= estimateTokens(content) + estimateTokens(args) + CALL_OVERHEAD;
    }
  }

  private passTo({ system, change, tools }: NextStage): void {
    this.request = { ...this.request, ...change };
    this.tools = tools;
    this.messages[0] = { role: 'system', content: system };
  }

  private finish({ finish }: Round, mayCall: boolean): FinishEvent {
    if (!finish) throw new Error('the model stream ended without a finish event');
    if (!mayCall && !this.saidText) throw new AppError('tool_limit');
    const reason = finish.reason === 'tool_calls' ? 'stop' : finish.reason;
    return { ...finish, reason, usage: this.usageKnown ? { ...this.usage } : undefined };
  }

  private count({ usage }: FinishEvent): void {
    this.usageKnown &&= usage !== undefined;
    this.usage.promptTokens += usage?.promptTokens ?? 0;
    this.usage.completionTokens += usage?.completionTokens ?? 0;
  }

  /** Some servers number the calls of each answer anew. */
  private uniqueId(id: string): string {
    const unique = this.ids.has(id) ? `${id}_${this.ids.size}` : id;
    this.ids.add(unique);
    return unique;
  }
}

const TOO_MANY: CallOutcome = {
  ok: false,
  summary: 'Too many calls at once.',
  content: `Error: more than ${MOST_CALLS_A_ROUND} calls at once are not run.`,
};

/** What is asked after the first answer is booked as what it is. */
function asFollowUp(request: ChatRequest): ChatRequest {
  return request.booking ? { ...request, booking: { ...request.booking, purpose: 'tool_round' } } : request;
}

/** Servers refuse a conversation in which arguments are not JSON; the result tells the model what was wrong. */
function toSentCall({ id, name, arguments: args }: ToolCallEvent) {
  return { id, name, arguments: isJson(args) ? args : '{}' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
