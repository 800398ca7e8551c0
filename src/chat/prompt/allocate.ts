/**
 * Gives every layer of a prompt its part of the token budget. Pure and deterministic: system prompt, tone and question
 * are pinned; each other layer has a share of what is left at its turn and a ceiling; the window takes the rest, newest
 * first. Only pinned parts can go beyond the limit.
 */
import { estimateTokens } from '../../common/token-estimate.js';
import type { HistoryMessage } from '../../session/conversations.js';
import type { RecalledMemory } from '../turn-event.js';
import { dropped, fit, fitAttachments, fitWindow, MESSAGE_OVERHEAD, type Priced, tokensOf } from './budget.js';
import type { DroppedItem } from './context-ledger.js';
import type { AttachedText, NumberedPassage, PromptInput } from './prompt-input.js';
import { DEFAULT_SYSTEM_PROMPT, HEADINGS, memoryLine, passageText } from './render-prompt.js';

export interface Allocation {
  system: string;
  instructions: Priced<RecalledMemory>[];
  facts: Priced<RecalledMemory>[];
  summary?: Priced<{ id: string; content: string }>;
  episodes: Priced<RecalledMemory>[];
  passages: Priced<NumberedPassage>[];
  attachments: Priced<AttachedText>[];
  window: Priced<HistoryMessage>[];
  dropped: DroppedItem[];
}

/** Of what is left when the layer's turn comes, and at most. */
const SHARES = {
  attachments: { share: 0.5, most: Infinity },
  documents: { share: 0.5, most: Infinity },
  instructions: { share: 0.1, most: 400 },
  facts: { share: 0.1, most: 500 },
  summary: { share: 0.15, most: 500 },
  memory: { share: 0.15, most: Infinity },
} as const;
/** A blank line between blocks. */
const GAP = 1;

export function allocate(input: PromptInput): Allocation {
  const system = input.systemPrompt ?? DEFAULT_SYSTEM_PROMPT;
  const budget = new Budget(input.limit - pinnedTokens(system, input));
  const attachments = fitAttachments(input.attachments, budget.partFor('attachments'));
  budget.take(attachments.kept);
  const out: DroppedItem[] = [...attachments.dropped];

  const instructions = memoryLayer('instructions', input.instructions, { budget, out, from: 1 });
  const standing = new Set(instructions.map(({ item }) => item.id));
  const others = input.facts.filter(({ id }) => !standing.has(id));
  const facts = memoryLayer('facts', others, { budget, out, from: 1 + instructions.length });
  const passages = fit(
    input.passages,
    { budget: budget.partFor('documents'), cost: priceOfPassage, heading: headingTokens('documents') },
    ({ chunkId }) => out.push(dropped('chunk', chunkId)),
  );
  budget.take(passages);
  const from = 1 + instructions.length + facts.length;
  const episodes = memoryLayer('memory', input.memories, { budget, out, from });
  const { window, summary } = windowAndSummary(input, budget, out);
  return {
    system,
    instructions,
    facts,
    summary,
    episodes,
    passages,
    attachments: attachments.kept,
    window,
    dropped: out,
  };
}

class Budget {
  left: number;

  constructor(tokens: number) {
    this.left = Math.max(0, tokens);
  }

  partFor(layer: keyof typeof SHARES): number {
    const { share, most } = SHARES[layer];
    return Math.min(most, Math.floor(this.left * share));
  }

  take(items: readonly Priced<unknown>[]): void {
    this.left -= tokensOf(items);
  }
}

function pinnedTokens(system: string, { tone, question }: PromptInput): number {
  const texts = [system, question.content, ...(tone ? [tone] : [])];
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0) + 2 * MESSAGE_OVERHEAD + GAP;
}

const headingTokens = (layer: keyof typeof HEADINGS): number => estimateTokens(HEADINGS[layer]) + GAP;
const priceOfPassage = (passage: NumberedPassage): number => estimateTokens(passageText(passage)) + GAP;

/** Numbers what it keeps, from `from` on; what the client was told a number of keeps that. */
function memoryLayer(
  layer: 'instructions' | 'facts' | 'memory',
  memories: readonly RecalledMemory[],
  { budget, out, from }: { budget: Budget; out: DroppedItem[]; from: number },
): Priced<RecalledMemory>[] {
  const cost = ({ content }: RecalledMemory, place: number) => estimateTokens(memoryLine(from + place, content)) + GAP;
  const kept = fit(memories, { budget: budget.partFor(layer), cost, heading: headingTokens(layer) }, ({ id }) =>
    out.push(dropped('memory', id)),
  );
  budget.take(kept);
  return kept.map(({ item, tokens }, i) => ({ item: numbered(item, item.n ?? from + i), tokens }));
}

/** Member by member, as all copies a turn makes: of a spread V8 may make a hidden class each time. */
function numbered({ id, content, score, kind, session_id, message_id }: RecalledMemory, n: number): RecalledMemory {
  return { id, kind, content, score, session_id, message_id, n };
}

/** A summary is shown only where the window does not reach back to the beginning. */
function windowAndSummary({ history, historyLength, summary }: PromptInput, budget: Budget, out: DroppedItem[]) {
  const whole = fitWindow(history, budget.left);
  if (!summary || (whole.isWhole && history.length >= historyLength)) {
    out.push(...whole.dropped);
    return { window: whole.kept };
  }
  const tokens = estimateTokens(summary.content) + headingTokens('summary') + GAP;
  if (tokens > budget.partFor('summary')) {
    out.push({ kind: 'summary', id: summary.id, reason: 'budget' }, ...whole.dropped);
    return { window: whole.kept };
  }
  const priced = { item: summary, tokens };
  budget.take([priced]);
  const rest = fitWindow(history, budget.left);
  out.push(...rest.dropped);
  return { window: rest.kept, summary: priced };
}
