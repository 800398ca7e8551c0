/** The adapter for a server without a model: it quotes the sentences that answer. It must not know where they come from. */
import { estimateTokens } from '../../../common/token-estimate.js';
import type { ChatEvent } from '../chat-event.js';
import { ChatModel, type ModelStatus } from '../chat-model.js';
import type { ChatMessage, ChatRequest, Grounding } from '../chat-request.js';
import type { ModelInfo, ModelProfile, UpstreamStatus } from '../model-info.js';
import { composeAnswer } from './compose-answer.js';

export const EXTRACTIVE_MODEL = 'extractive';

/** What is gathered for an answer that quotes. */
const CONTEXT_TOKENS = 8192;

export class ExtractiveChatModel extends ChatModel {
  /** `options` are read anew each time. */
  constructor(private readonly options: { readonly contextTokens: number } = { contextTokens: CONTEXT_TOKENS }) {
    super();
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    signal.throwIfAborted();
    let left = request.maxTokens ?? Infinity;
    for (const text of composeAnswer(request.grounding ?? groundingOf(request.messages))) {
      left -= estimateTokens(text);
      if (left < 0) return yield { type: 'finish', reason: 'length', model: EXTRACTIVE_MODEL };
      yield { type: 'text', text };
      signal.throwIfAborted();
    }
    yield { type: 'finish', reason: 'stop', model: EXTRACTIVE_MODEL };
  }

  listModels(): Promise<ModelInfo[]> {
    const known = { health: { state: 'ok' as const }, profile: this.profile() };
    return Promise.resolve([{ id: EXTRACTIVE_MODEL, ownedBy: 'rai-chat', ...known }]);
  }

  profile(): ModelProfile {
    return { contextTokens: this.options.contextTokens, tools: false, vision: false, jsonSchema: false };
  }

  upstreams(): UpstreamStatus[] {
    return [];
  }

  status(): ModelStatus {
    const detail = 'Answers quote documents and the conversation; no language model is connected.';
    return { provider: 'extractive', model: EXTRACTIVE_MODEL, ready: true, detail };
  }
}

/** For callers that hand over a prompt only: the last user message asks, the ones before it are the conversation. */
function groundingOf(messages: ChatMessage[]): Grounding {
  const said = messages.flatMap(({ role, content }) =>
    role === 'user' || role === 'assistant' ? [{ role, content: plainText(content) }] : [],
  );
  const last = said.findLastIndex((message) => message.role === 'user');
  return { question: said[last]?.content ?? '', passages: [], history: said.slice(0, Math.max(0, last)) };
}

function plainText(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
