/**
 * One answer that may use tools: the model speaks, calls, is told the results, and speaks again, until it calls no more.
 * Knows neither where events go nor who asked. Every limit ends in a last request without calls, not in an error.
 */
import { AppError } from '../../common/app-error.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { FinishEvent, ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ChatMessage, ChatRequest, ToolSpec } from '../../platform/llm/chat-request.js';
import type { CallOutcome } from '../../tools/tool-runner.js';
import { storable } from '../turn/storable-text.js';
import type { ApprovalRequest, RoundsEvent, SpentEvent, SpokenEvent } from './loop-event.js';
import type { NextStage, RoundOutcome, RoundsState } from './loop-state.js';
import { LEAST_TOKENS, tokensOfTools } from './offered-tools.js';
import { CALL_OVERHEAD, passedOn, tokensOfMessages } from './passed-messages.js';
import { spentOn } from './spent-on.js';

export interface RoundsRequest {
  request: ChatRequest;
  tools: readonly ToolSpec[];
  /** Tokens that results may add to the prompt. */
  tokens: number;
  /** Milliseconds since the epoch after which nothing more is called. */
  until: number;
  signal: AbortSignal;
}

/** A call gives its outcome, or waits for a yes. */
export type Called = RoundOutcome | { waits: ApprovalRequest };

export interface RoundsDoors {
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<SpokenEvent | SpentEvent>;
  /** `longest`: UTF-16 units of the result. Throws only when aborted. */
  call(call: ToolCallEvent, longest: number): Promise<Called>;
  /** A call that was decided about: its outcome, whatever was decided. */
  decided(call: ToolCallEvent, longest: number): Promise<RoundOutcome>;
  now(): number;
}

/** What the model said in one round. */
interface Round {
  text: string;
  calls: ToolCallEvent[];
  finish?: FinishEvent;
}

export const MOST_ROUNDS = 8;
const MOST_CALLS_A_ROUND = 16;
const UNITS_A_TOKEN = 3;
const LONGEST_ID = 100;

export class ToolRounds {
  private request: ChatRequest;
  private tools: readonly ToolSpec[];
  private messages: ChatMessage[];
  private tokensLeft: number;
  private readonly ids = new Set<string>();
  private saidText = false;
  /** Of a round that is gone on with: calls, and what is known of their outcomes. */
  private readonly laidAside?: Pick<RoundsState, 'round' | 'calls' | 'outcomes' | 'usage' | 'usageKnown'>;

  /** `state`: the rounds go on where they were laid aside. */
  constructor(
    private readonly given: RoundsRequest,
    private readonly doors: RoundsDoors,
    state?: RoundsState,
  ) {
    this.request = given.request;
    this.tools = given.tools;
    this.messages = [...given.request.messages];
    this.tokensLeft = given.tokens;
    if (!state) return;
    this.messages = [...state.messages];
    this.saidText = state.saidText;
    this.laidAside = state;
    for (const id of state.ids) this.ids.add(id);
  }

  /** The last event is a `finish`, or a `wait` where calls need a yes. */
  async *events(): AsyncGenerator<RoundsEvent> {
    let number = 1;
    if (this.laidAside) {
      yield* untold(this.laidAside);
      yield* this.finishRound(this.laidAside);
      number = this.laidAside.round + 1;
    }
    for (; ; number++) {
      const mayCall = this.mayCall(number);
      const round: Round = { text: '', calls: [] };
      yield* this.listen(round, mayCall);
      this.request = asFollowUp(this.request);
      if (!mayCall || !round.calls.length || round.finish?.reason === 'length') return yield* this.end(round, mayCall);
      yield this.spent(round);
      this.messages.push({ role: 'assistant', content: round.text, toolCalls: round.calls.map(toSentCall) });
      const outcomes: (RoundOutcome | null)[] = round.calls.map(() => null);
      const requests = yield* this.runAll(round.calls, outcomes);
      if (requests.length) return yield this.wait(requests, { round: number, calls: round.calls, outcomes });
      this.close(round.calls, outcomes);
    }
  }

  private mayCall(round: number): boolean {
    return round <= MOST_ROUNDS && this.tokensLeft >= LEAST_TOKENS && this.doors.now() < this.given.until;
  }

  private async *listen(round: Round, mayCall: boolean): AsyncGenerator<SpokenEvent | SpentEvent> {
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
      } else if (event.type === 'spent') {
        yield event;
      } else if (event.type === 'tool-call' && mayCall) {
        const call = { ...event, id: this.uniqueId(event.id) };
        round.calls.push(call);
        yield call;
      }
    }
  }

  /** All at once; results are told as they come. Gives those that wait for a yes. */
  private async *runAll(
    calls: readonly ToolCallEvent[],
    outcomes: (RoundOutcome | null)[],
  ): AsyncGenerator<SpokenEvent, ApprovalRequest[]> {
    const longest = this.longest(calls);
    const requests: ApprovalRequest[] = [];
    const running = new Map(
      calls.map((call, i) => {
        const called = i < MOST_CALLS_A_ROUND ? this.doors.call(call, longest) : Promise.resolve(TOO_MANY);
        return [i, called.then((done) => ({ i, done }))] as const;
      }),
    );
    while (running.size) {
      const { i, done } = await Promise.race(running.values());
      running.delete(i);
      if ('waits' in done) {
        requests.push(done.waits);
        continue;
      }
      outcomes[i] = done;
      yield toResultEvent(calls[i]!, done);
    }
    const order = new Map(calls.map(({ id }, i) => [id, i]));
    return requests.sort((one, other) => order.get(one.id)! - order.get(other.id)!);
  }

  /** What was decided about runs one after the other, so that it is told in the same order however often it is begun. */
  private async *finishRound({
    calls,
    outcomes,
  }: Pick<RoundsState, 'calls' | 'outcomes'>): AsyncGenerator<SpokenEvent> {
    const all = [...outcomes];
    for (const [i, call] of calls.entries()) {
      if (all[i]) continue;
      const done = await this.doors.decided(call, this.longest(calls));
      all[i] = done;
      yield toResultEvent(call, done);
    }
    this.close(calls, all);
  }

  /** Results are given to the model in the order of the calls; whoever goes on is given all of them. */
  private close(calls: readonly ToolCallEvent[], outcomes: readonly (RoundOutcome | null)[]): void {
    for (const [i, { id, arguments: args }] of calls.entries()) {
      const { content } = outcomes[i]!;
      this.messages.push({ role: 'tool', content, toolCallId: id });
      this.tokensLeft -= estimateTokens(content) + estimateTokens(args) + CALL_OVERHEAD;
    }
    for (const outcome of outcomes) if (outcome?.next) this.passTo(outcome.next);
  }

  private wait(requests: ApprovalRequest[], round: Pick<RoundsState, 'round' | 'calls' | 'outcomes'>): RoundsEvent {
    const { request, messages, tokensLeft, ids, saidText, given } = this;
    const msLeft = Math.max(0, given.until - this.doors.now());
    // The conversation is in `messages`; what an answer without a model would quote is not needed any more.
    const bare = { ...request, messages: [], grounding: undefined };
    const rounds = {
      request: bare,
      messages,
      tokensLeft,
      ids: [...ids],
      saidText,
      usage: { promptTokens: 0, completionTokens: 0 },
      usageKnown: true,
      msLeft,
      ...round,
    };
    return { type: 'wait', requests, rounds };
  }

  private longest({ length }: readonly ToolCallEvent[]): number {
    return Math.floor((Math.max(this.tokensLeft, LEAST_TOKENS) / length) * UNITS_A_TOKEN);
  }

  /** The room is that of the model that goes on. */
  private passTo(next: NextStage): void {
    const { change, tools = [], limit } = next;
    this.request = { ...this.request, ...change };
    this.tools = tools;
    const room = limit === undefined ? undefined : limit - tokensOfTools(tools);
    this.messages = passedOn(this.messages, next, room);
    if (room !== undefined) this.tokensLeft = room - tokensOfMessages(this.messages, next.isBlind);
  }

  private *end(round: Round, mayCall: boolean): Generator<RoundsEvent> {
    const finish = finishOf(round);
    // What was said before a call is no answer.
    if (!mayCall && !round.text) {
      yield this.spent(round);
      throw new AppError('tool_limit');
    }
    yield { ...finish, reason: finish.reason === 'tool_calls' ? 'stop' : finish.reason };
  }

  private spent(round: Round): SpentEvent {
    const said = round.text + round.calls.map(({ arguments: args }) => args).join('');
    return spentOn({ messages: this.messages }, said, finishOf(round));
  }

  /** Some servers number the calls of each answer anew, or give no ids. */
  private uniqueId(given: string): string {
    const id = storable(given.slice(0, LONGEST_ID)) || 'call';
    const unique = this.ids.has(id) ? `${id}_${this.ids.size}` : id;
    this.ids.add(unique);
    return unique;
  }
}

function finishOf({ finish }: Round): FinishEvent {
  if (!finish) throw new Error('the model stream ended without a finish event');
  return finish;
}

/** What calls cost that were made by an earlier version, which told it at the end only. */
function* untold({ usage, usageKnown }: Pick<RoundsState, 'usage' | 'usageKnown'>): Generator<SpentEvent> {
  if (usage.promptTokens || !usageKnown) yield { type: 'spent', usage: { ...usage }, estimated: !usageKnown };
}

function toResultEvent({ id, name }: ToolCallEvent, { ok, summary, content }: CallOutcome): SpokenEvent {
  return { type: 'tool-result', id, name, ok, summary, content };
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
