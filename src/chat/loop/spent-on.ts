/** What a call cost that is not the last one of its turn. Pure. */
import { priceNames } from '../../common/price-names.js';
import { estimateTokens } from '../../common/token-estimate.js';
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { textIn } from '../../platform/llm/message-text.js';
import type { SpentEvent } from './loop-event.js';

/** `text`: what it said, for where its server counted nothing. */
export function spentOn({ messages }: Pick<ChatRequest, 'messages'>, text: string, finish: FinishEvent): SpentEvent {
  const { usage } = finish;
  const pricedAs = priceNames(finish);
  if (usage) return { type: 'spent', usage, estimated: false, pricedAs };
  const prompt = messages.map(({ content }) => textIn(content)).join('\n');
  const estimate = { promptTokens: estimateTokens(prompt), completionTokens: estimateTokens(text) };
  return { type: 'spent', usage: estimate, estimated: true, pricedAs };
}
