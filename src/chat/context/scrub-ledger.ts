/** Takes what was forgotten out of the ledger of a prompt, which still tells that something was there, and its room. Pure. */
import type { ContextLedger, LedgerItem } from '../prompt/context-ledger.js';
import type { RecalledMemory } from '../turn-event.js';

/** What both lists and ledgers hold of a memory. */
export type Traced = Pick<RecalledMemory, 'id' | 'session_id' | 'message_id'>;

export interface Forgotten {
  isGone(memory: Traced): boolean;
  /** Something is: any summary and any result of these tools may have held the words. */
  anything: boolean;
}

const TELL_MEMORIES = new Set(['recall_memory', 'forget']);

/** Whether results of this tool quote what is remembered. */
export const tellsMemories = (tool: string | undefined): boolean => TELL_MEMORIES.has(tool ?? '');

export function scrubLedger(ledger: ContextLedger, { isGone, anything }: Forgotten): ContextLedger {
  const clean = (item: LedgerItem): LedgerItem => {
    const { kind, id, tokens, name } = item;
    if (kind === 'summary') return anything ? { kind, id, tokens } : item;
    if (kind === 'tool') return anything && tellsMemories(name) ? { kind, id, tokens, name } : item;
    if (kind !== 'memory' || !isGone({ ...item, id: id ?? '' })) return item;
    return { kind, tokens };
  };
  return { ...ledger, layers: ledger.layers.map((layer) => ({ ...layer, items: layer.items.map(clean) })) };
}
