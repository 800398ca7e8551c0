/** Writes down what tools gave, beside what else entered the prompt. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import type { ToolOutcomeEvent } from './loop-event.js';

export function recordToolResult(ledger: ContextLedger, { id, content }: ToolOutcomeEvent): void {
  const tokens = estimateTokens(content);
  let layer = ledger.layers.find(({ name }) => name === 'tools');
  if (!layer) ledger.layers.push((layer = { name: 'tools', tokens: 0, items: [] }));
  layer.items.push({ kind: 'tool', id, tokens, text: content });
  layer.tokens += tokens;
  ledger.used += tokens;
}
