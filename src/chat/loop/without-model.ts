/** Answers by what a question asks for where no model is connected: a tool, what was said, else quotes as ever. */
import type { ChatEvent } from '../../platform/llm/chat-event.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import type { CallOutcome, RequestedCall } from '../../tools/tool-runner.js';
import { type Intent, intentOf } from './intent.js';
import type { LoopEvent } from './loop-event.js';

export interface ModellessDoors {
  /** The quoting adapter. */
  stream(request: ChatRequest): AsyncIterable<ChatEvent>;
  call(call: RequestedCall): Promise<CallOutcome>;
}

const CALL_ID = 'call_1';

/** Undefined: the question asks for nothing special. */
export function answerWithoutModel(request: ChatRequest, doors: ModellessDoors): AsyncIterable<LoopEvent> | undefined {
  const intent = request.grounding && intentOf(request.grounding.question);
  if (!intent) return undefined;
  if (intent.kind === 'memory') return doors.stream(aboutWhatWasSaid(request, intent.topic));
  return byTool(request, intent, doors);
}

async function* byTool(
  request: ChatRequest,
  { tool: name, args }: Extract<Intent, { kind: 'tool' }>,
  doors: ModellessDoors,
): AsyncGenerator<LoopEvent> {
  const call = { name, arguments: JSON.stringify(args) };
  yield { type: 'tool-call', id: CALL_ID, ...call };
  const outcome = await doors.call(call);
  yield { type: 'tool-result', id: CALL_ID, name, ...outcome };
  if (!outcome.ok) return yield* doors.stream(request);
  yield { type: 'text', text: outcome.summary };
  yield { type: 'finish', reason: 'stop', model: 'extractive' };
}

/** The question itself was said too, and so were others like it: only statements can answer. */
function aboutWhatWasSaid(request: ChatRequest, topic: string): ChatRequest {
  const { history = [] } = request.grounding ?? {};
  return { ...request, grounding: { question: topic, passages: [], history } };
}
