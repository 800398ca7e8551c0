/**
 * Tools for models that cannot take them natively: a protocol in the prompt. The model calls by answering with one JSON
 * object, which never reaches the user as text; results come back as a message. To the rounds it is a model like any other.
 */
import { AppError } from '../../common/app-error.js';
import type { ChatEvent, FinishEvent } from '../../platform/llm/chat-event.js';
import type { ChatMessage, ChatRequest } from '../../platform/llm/chat-request.js';
import { JsonCallReader } from './json-call-reader.js';
import { readJsonCalls } from './json-calls.js';
import type { SpentEvent } from './loop-event.js';
import { toPlainRequest } from './plain-request.js';
import { spentOn } from './spent-on.js';

type Stream = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;
type JsonStream = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent | SpentEvent>;

/** What one answer came to. */
interface Heard {
  text: string;
  /** What looked like calls, from its first brace on. */
  held: string;
  finish?: FinishEvent;
}

/** The same model, spoken to by the protocol. */
export function withJsonProtocol(stream: Stream): JsonStream {
  return async function* (request, signal) {
    const plain = toPlainRequest(request);
    const first = yield* listen(stream(plain, signal));
    if (!first.held) return yield toFinish(first);
    const read = readJsonCalls(first.held);
    if (read.ok) return yield* toEvents(read.calls, first);
    // Once: a model that cannot write it now will not learn it here.
    yield spent(plain, first);
    const repair = { ...plain, messages: repaired(plain.messages, first.held, read.problem) };
    const again = yield* listen(stream(repair, signal));
    const second = again.held ? readJsonCalls(again.held) : undefined;
    if (second?.ok) return yield* toEvents(second.calls, again);
    if (!second) return yield toFinish(again);
    yield spent(repair, again);
    throw new AppError('tool_limit', 'The model wrote calls of tools that cannot be read.');
  };
}

/** Passes on what is said, and keeps back what is meant for us. */
async function* listen(events: AsyncIterable<ChatEvent>): AsyncGenerator<ChatEvent, Heard> {
  const reader = new JsonCallReader();
  let finish: FinishEvent | undefined;
  let said = '';
  for await (const event of events) {
    if (event.type === 'finish') finish = event;
    else if (event.type === 'text') {
      const text = reader.take(event.text);
      said += text;
      if (text) yield { type: 'text', text };
    }
  }
  const { text, held } = reader.rest();
  if (text) yield { type: 'text', text };
  return { text: said + text, held, finish };
}

const spent = (request: ChatRequest, heard: Heard): SpentEvent =>
  spentOn(request, heard.text + heard.held, toFinish(heard));

function* toEvents(calls: { name: string; arguments: string }[], heard: Heard): Generator<ChatEvent> {
  for (const [i, call] of calls.entries()) yield { type: 'tool-call', id: `call_${i + 1}`, ...call };
  yield { ...toFinish(heard), reason: 'tool_calls' };
}

function toFinish({ finish }: Heard): FinishEvent {
  if (!finish) throw new Error('the model stream ended without a finish event');
  return finish;
}

function repaired(messages: readonly ChatMessage[], held: string, problem: string): ChatMessage[] {
  const content = `That could not be read: ${problem} Send the JSON object again, complete and alone.`;
  return [...messages, { role: 'assistant', content: held }, { role: 'user', content }];
}
