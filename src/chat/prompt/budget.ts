/** Fits things into a number of tokens, and says what did not fit. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { HistoryMessage } from '../../session/conversations.js';
import type { DroppedItem, LedgerItem } from './context-ledger.js';
import type { AttachedText } from './prompt-input.js';
import { attachmentText } from './render-prompt.js';

/** Tokens the wire format adds to each message. */
export const MESSAGE_OVERHEAD = 4;

export const dropped = (kind: LedgerItem['kind'], id: string): DroppedItem => ({ kind, id, reason: 'budget' });

/** What an image costs, about: one of a million pixels by the OpenAI guide to image inputs; the name comes on top. */
export const IMAGE_TOKENS = 1000;

/** Something with the tokens it takes. */
export interface Priced<T> {
  item: T;
  tokens: number;
}

/**
 * Best first; what does not fit is passed over, so that one long passage does not shut out the shorter ones behind it.
 * `heading`: what the first one costs more.
 */
export function fit<T>(
  items: readonly T[],
  { budget, cost, heading = 0 }: { budget: number; cost: (item: T, place: number) => number; heading?: number },
  onDrop: (item: T) => void,
): Priced<T>[] {
  const kept: Priced<T>[] = [];
  let left = budget;
  for (const item of items) {
    const tokens = cost(item, kept.length) + (kept.length ? 0 : heading);
    if (tokens > left) onDrop(item);
    else {
      kept.push({ item, tokens });
      left -= tokens;
    }
  }
  return kept;
}

export const tokensOf = (items: readonly Priced<unknown>[]): number =>
  items.reduce((sum, { tokens }) => sum + tokens, 0);

export const historyTokens = ({ content, name }: HistoryMessage): number =>
  estimateTokens(content) + MESSAGE_OVERHEAD + (name ? estimateTokens(name) : 0);

/** Newest first and without holes: a window that skips a message would show answers to questions nobody asked. */
export function fitWindow(history: readonly HistoryMessage[], budget: number) {
  const kept: Priced<HistoryMessage>[] = [];
  const out: DroppedItem[] = [];
  let left = budget;
  let full = false;
  for (const message of history) {
    if (!message.content) {
      out.push({ kind: 'message', id: message.id, reason: 'empty' });
      continue;
    }
    const tokens = historyTokens(message);
    left -= tokens;
    full ||= left < 0;
    if (full) out.push(dropped('message', message.id));
    else kept.push({ item: message, tokens });
  }
  return { kept, dropped: out, isWhole: !full };
}

/** An attachment that is too long is cut, not dropped: the person is asking about it. */
export function fitAttachments(attachments: readonly AttachedText[], budget: number) {
  const kept: Priced<AttachedText>[] = [];
  const out: DroppedItem[] = [];
  let left = budget;
  for (const attachment of attachments) {
    const cut = cutToFit(attachment, left);
    if (!cut) {
      out.push(dropped('file', attachment.id));
      continue;
    }
    if (cut.item.text !== attachment.text) out.push({ kind: 'file', id: attachment.id, reason: 'truncated' });
    kept.push(cut);
    left -= cut.tokens;
  }
  return { kept, dropped: out };
}

/** Undefined where not even its name would leave room for a word. */
function cutToFit(attachment: AttachedText, budget: number): Priced<AttachedText> | undefined {
  const image = attachment.imageUrl === undefined ? 0 : IMAGE_TOKENS;
  const priceOf = (text: string) => estimateTokens(attachmentText({ ...attachment, text })) + 1 + image;
  const bare = priceOf('');
  if (bare >= budget) return undefined;
  let { text } = attachment;
  for (let tokens = priceOf(text); tokens > budget; tokens = priceOf(text)) {
    text = text.slice(0, Math.floor((text.length * (budget - bare)) / (tokens - bare + 1)));
    if (!text) return undefined;
  }
  return { item: { ...attachment, text }, tokens: priceOf(text) };
}
