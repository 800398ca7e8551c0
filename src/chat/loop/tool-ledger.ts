/** Writes down what tools and steps gave, beside what else entered the prompt. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ContextLedger, LedgerItem } from '../prompt/context-ledger.js';
import type { AgentStepEvent, ToolOutcomeEvent } from './loop-event.js';

export function recordToolResult(ledger: ContextLedger, { id, name, content }: ToolOutcomeEvent): void {
  record(ledger, 'tools', { kind: 'tool', id, name, text: content });
}

/** What came of a step that an agent took on its way. */
export function recordAgentStep(ledger: ContextLedger, { step, content }: AgentStepEvent): void {
  if (content) record(ledger, 'steps', { kind: 'step', id: step.id, text: content });
}

function record(ledger: ContextLedger, name: 'tools' | 'steps', item: Omit<LedgerItem, 'tokens'>): void {
  const tokens = estimateTokens(item.text ?? '');
  let layer = ledger.layers.find((one) => one.name === name);
  if (!layer) ledger.layers.push((layer = { name, tokens: 0, items: [] }));
  layer.items.push({ ...item, tokens });
  layer.tokens += tokens;
  ledger.used += tokens;
}
