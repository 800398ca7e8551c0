/**
 * Takes what was forgotten out of the answers that recalled it: their list of memories and the ledger of their prompts.
 * A job, a few hundred rows at a time, so that no turn waits for it.
 */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SCRUB_JOB, type ScrubPayload } from '../../memory/facts/scrub-job.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import type { ContextLedger, LedgerItem } from '../prompt/context-ledger.js';
import type { RecalledMemory } from '../turn-event.js';

const ROWS = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Row {
  id: string;
  json: string;
}

/** What both lists and ledgers hold of a memory. */
type Traced = Pick<RecalledMemory, 'id' | 'session_id' | 'message_id'>;

@Injectable()
export class RecallScrubber implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(SCRUB_JOB, { run: (job) => this.scrub(job) });
  }

  private async scrub({ owner: { userId }, payload, signal }: RunningJob): Promise<void> {
    const { ids = [], all } = payload as ScrubPayload;
    const gone = new Set(ids);
    const isGone = (memory: Traced) =>
      Boolean(all) || [memory.id, memory.session_id, memory.message_id].some((id) => id !== undefined && gone.has(id));
    await this.each(
      userId,
      MEMORIES_SQL,
      signal,
      (json) => {
        const memories = (JSON.parse(json) as RecalledMemory[]).filter((memory) => !isGone(memory));
        return memories.length ? JSON.stringify(memories) : null;
      },
      UPDATE_MEMORIES,
    );
    await this.each(
      userId,
      CONTEXTS_SQL,
      signal,
      (json) => JSON.stringify(scrubbed(JSON.parse(json), isGone)),
      UPDATE_CONTEXT,
    );
  }

  private async each(
    userId: string,
    select: string,
    signal: AbortSignal,
    clean: (json: string) => string | null,
    update: string,
  ): Promise<void> {
    for (let after = FIRST_ID; ;) {
      signal.throwIfAborted();
      const rows = await this.database.rows<Row>(select, [userId, after, ROWS]);
      const changes: Statement[] = [];
      for (const { id, json } of rows) {
        const cleaned = clean(json);
        if (cleaned !== json) changes.push({ sql: update, params: [cleaned, userId, id] });
      }
      if (changes.length) await this.database.batch(changes);
      if (rows.length < ROWS) return;
      after = rows.at(-1)!.id;
      // Reading is synchronous on SQLite: let turns in between.
      await new Promise((resume) => setImmediate(resume));
    }
  }
}

const MEMORIES_SQL = `SELECT id, memories AS json FROM messages
  WHERE user_id = ? AND id > ? AND memories IS NOT NULL ORDER BY id LIMIT ?`;
const UPDATE_MEMORIES = 'UPDATE messages SET memories = ? WHERE user_id = ? AND id = ?';
const CONTEXTS_SQL = `SELECT message_id AS id, context AS json FROM message_contexts
  WHERE user_id = ? AND message_id > ? AND (context LIKE '%"memory"%' OR context LIKE '%"summary"%') ORDER BY message_id LIMIT ?`;
const UPDATE_CONTEXT = 'UPDATE message_contexts SET context = ? WHERE user_id = ? AND message_id = ?';

/** The ledger still tells that something was there, and how much room it took. Any summary may have held the words. */
function scrubbed(ledger: ContextLedger, isGone: (memory: Traced) => boolean): ContextLedger {
  const clean = (item: LedgerItem): LedgerItem => {
    if (item.kind === 'summary') return { kind: item.kind, id: item.id, tokens: item.tokens };
    if (item.kind !== 'memory' || !isGone({ ...item, id: item.id ?? '' })) return item;
    return { kind: item.kind, tokens: item.tokens };
  };
  return { ...ledger, layers: ledger.layers.map((layer) => ({ ...layer, items: layer.items.map(clean) })) };
}
