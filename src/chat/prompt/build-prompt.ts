/** Lays gathered material out as a prompt within a token budget, and writes down what went in and what did not. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ChatMessage, Grounding } from '../../platform/llm/chat-request.js';
import type { RecalledMemory } from '../turn-event.js';
import { type Allocation, allocate } from './allocate.js';
import type { Priced } from './budget.js';
import type { ContextLedger, LedgerItem, LedgerLayer } from './context-ledger.js';
import type { NumberedPassage, PromptInput } from './prompt-input.js';
import { questionContent, systemText, toChatMessage } from './render-prompt.js';

export interface Prompt {
  messages: ChatMessage[];
  ledger: ContextLedger;
  grounding: Grounding;
  /** The passages that found room. */
  passages: NumberedPassage[];
  /** What memory gave and found room, numbered as the prompt numbers it. */
  memories: RecalledMemory[];
}

export function buildPrompt(input: PromptInput): Prompt {
  const parts = allocate(input);
  const { instructions, facts, episodes, passages, attachments, window } = parts;
  const history = items(window).toReversed();
  const system = systemText({
    system: parts.system,
    tone: input.tone,
    instructions: items(instructions),
    facts: items(facts),
    summary: parts.summary?.item.content,
    episodes: items(episodes),
    passages: items(passages),
  });
  return {
    messages: [
      { role: 'system', content: system },
      ...history.map(toChatMessage),
      { role: 'user', content: questionContent(input.question.content, items(attachments)) },
    ],
    ledger: ledgerOf(input, parts),
    grounding: groundingOf(input, parts),
    passages: items(passages),
    memories: [...items(instructions), ...items(facts), ...items(episodes)],
  };
}

const items = <T>(priced: readonly Priced<T>[]): T[] => priced.map(({ item }) => item);

function ledgerOf(input: PromptInput, parts: Allocation): ContextLedger {
  const text = (content: string): LedgerItem => ({ kind: 'text', tokens: estimateTokens(content), text: content });
  const layers: LedgerLayer[] = [
    layer('system', [text(parts.system)]),
    layer('tone', input.tone ? [text(input.tone)] : []),
    layer('instructions', parts.instructions.map(toMemoryItem)),
    layer('facts', parts.facts.map(toMemoryItem)),
    layer('summary', parts.summary ? [toSummaryItem(parts.summary)] : []),
    layer('memory', parts.episodes.map(toMemoryItem)),
    layer(
      'documents',
      parts.passages.map(({ item, tokens }) => ({ kind: 'chunk', id: item.chunkId, tokens, score: item.score })),
    ),
    layer(
      'window',
      parts.window.map(({ item, tokens }) => ({ kind: 'message', id: item.id, tokens })),
    ),
    layer(
      'attachments',
      parts.attachments.map(({ item, tokens }) => ({ kind: 'file', id: item.id, tokens })),
    ),
    layer('question', [{ kind: 'message', id: input.question.id, tokens: estimateTokens(input.question.content) }]),
  ];
  const used = layers.reduce((sum, { tokens }) => sum + tokens, 0);
  return { limit: input.limit, used, layers: layers.filter((one) => one.items.length), dropped: parts.dropped };
}

const layer = (name: LedgerLayer['name'], list: LedgerItem[]): LedgerLayer => ({
  name,
  tokens: list.reduce((sum, item) => sum + item.tokens, 0),
  items: list,
});

/** The ids of where it was said are kept, so that what is deleted there can be taken out here. */
function toMemoryItem({ item, tokens }: Priced<RecalledMemory>): LedgerItem {
  const { id, score, content, n, session_id, message_id } = item;
  return { kind: 'memory', id, tokens, score, text: content, n, session_id, message_id };
}

function toSummaryItem({ item, tokens }: Priced<{ id: string; content: string }>): LedgerItem {
  return { kind: 'summary', id: item.id, tokens, text: item.content };
}

/** What an answer without a model may quote; what was said later comes later. */
function groundingOf(input: PromptInput, parts: Allocation): Grounding {
  const passages = items(parts.passages);
  const said = (content: string) => ({ role: 'user' as const, content });
  const history = items(parts.window)
    .toReversed()
    .filter(({ id, role }) => (role === 'user' || role === 'assistant') && !input.outdated.has(id));
  const known = [...parts.instructions, ...parts.facts].filter(({ item }) => item.kind !== 'instruction');
  return {
    question: input.question.content,
    passages: [
      ...passages.map(({ n, title, text }) => ({ n, title, text })),
      ...items(parts.attachments).map(({ name, text }, i) => ({ n: passages.length + i + 1, title: name, text })),
    ],
    history: [
      ...items(parts.episodes).map(({ content }) => said(content)),
      ...items(known).map(({ content }) => said(content)),
      ...history.map(({ role, content }) => ({ role: role as 'user', content })),
    ],
  };
}
