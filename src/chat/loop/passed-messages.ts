/** The messages of a turn as whoever goes on with it is sent them, within the window of its model. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ChatMessage, ContentPart } from '../../platform/llm/chat-request.js';
import { textIn } from '../../platform/llm/message-text.js';
import { boundedText } from '../../tools/bounded-text.js';
import { IMAGE_TOKENS, MESSAGE_OVERHEAD } from '../prompt/budget.js';
import type { NextStage } from './loop-state.js';

/** Tokens a call adds beside its arguments. */
export const CALL_OVERHEAD = 12;
/** Of a result that is too long, what is left is tried in steps of that share. */
const SHORTER = 0.8;

const NO_ROOM = { type: 'text' as const, text: '[An image came with this message; there is no room to show it.]' };

/** What they take of a prompt, about. `isBlind`: images are not shown. */
export function tokensOfMessages(messages: readonly ChatMessage[], isBlind = false): number {
  return messages.reduce((sum, message) => sum + tokensOf(message, isBlind), 0);
}

/**
 * `messages`: system message, history, question, then what was called since. The history becomes that of the next prompt;
 * where all of it takes more than `room` tokens, its oldest messages go, then results are cut, the longest first, and
 * in the end images of the question are not shown, the last first.
 */
export function passedOn(
  messages: readonly ChatMessage[],
  { system, history, question, isBlind }: Pick<NextStage, 'system' | 'history' | 'question' | 'isBlind'>,
  room = Infinity,
): ChatMessage[] {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const before = history ?? messages.slice(1, at);
  const asked = messages.slice(at, at + 1).map((message) => (question ? beginningAnew(message, question) : message));
  const rest: ChatMessage[] = [{ role: 'system', content: system }, ...asked, ...messages.slice(at + 1)];
  const over = tokensOfMessages(before) + tokensOfMessages(rest, isBlind) - room;
  const { kept, left } = withoutOldest(before, over);
  const shorter = withShorterResults(rest, left);
  const stillOver = tokensOfMessages(kept) + tokensOfMessages(shorter, isBlind) - room;
  const [first, ...others] = isBlind ? shorter : withFewerImages(shorter, stillOver);
  return [first!, ...kept, ...others];
}

function tokensOf({ content, toolCalls = [] }: ChatMessage, isBlind = false): number {
  const images = isBlind || typeof content === 'string' ? 0 : content.filter(({ type }) => type === 'image_url').length;
  const calls = toolCalls.reduce((sum, { arguments: args }) => sum + estimateTokens(args) + CALL_OVERHEAD, 0);
  return estimateTokens(textIn(content)) + images * IMAGE_TOKENS + calls + MESSAGE_OVERHEAD;
}

/** What a pattern added at its end stays, and so do its images. */
function beginningAnew(message: ChatMessage, { was, is }: { was: string; is: string }): ChatMessage {
  const anew = (text: string) => (text.startsWith(was) ? is + text.slice(was.length) : text);
  const { content } = message;
  if (typeof content === 'string') return { ...message, content: anew(content) };
  const [first, ...rest] = content;
  return first?.type === 'text' ? { ...message, content: [{ ...first, text: anew(first.text) }, ...rest] } : message;
}

/** `left`: tokens that are over still. */
function withoutOldest(history: readonly ChatMessage[], over: number): { kept: ChatMessage[]; left: number } {
  let left = over;
  let gone = 0;
  while (left > 0 && gone < history.length) left -= tokensOf(history[gone++]!);
  return { kept: history.slice(gone), left };
}

function withShorterResults(messages: readonly ChatMessage[], over: number): ChatMessage[] {
  const all = [...messages];
  const length = (i: number) => String(all[i]!.content).length;
  const results = [...all.keys()]
    .filter((i) => all[i]!.role === 'tool')
    .sort((one, other) => length(other) - length(one));
  let left = over;
  for (const i of results) {
    if (left <= 0) break;
    const text = String(all[i]!.content);
    const cut = shorterBy(text, left);
    left -= estimateTokens(text) - estimateTokens(cut);
    all[i] = { ...all[i]!, content: cut };
  }
  return all;
}

function withFewerImages(messages: readonly ChatMessage[], over: number): ChatMessage[] {
  let left = over;
  const shown = (part: ContentPart): ContentPart => {
    if (left <= 0 || part.type !== 'image_url') return part;
    left -= IMAGE_TOKENS - estimateTokens(NO_ROOM.text);
    return NO_ROOM;
  };
  return messages.map((message) => {
    if (typeof message.content === 'string') return message;
    return { ...message, content: message.content.toReversed().map(shown).toReversed() };
  });
}

/** By at least so many tokens, as far as that can be. */
function shorterBy(text: string, tokens: number): string {
  const most = estimateTokens(text) - tokens;
  let cut = text;
  for (let units = text.length; units > 0 && estimateTokens(cut) > most; cut = boundedText(text, units))
    units = Math.floor(units * SHORTER);
  return cut.length < text.length ? cut : text;
}
