/**
 * Takes what was forgotten out of the answers that recalled it: their list of memories and the ledger of their prompts;
 * and out of the turns that wait.
 * A job, a few hundred rows at a time, so that no turn waits for it.
 */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { NIL_ID } from '../../common/ids.js';
import { SCRUB_JOB, type ScrubPayload } from '../../memory/facts/scrub-job.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import { Checkpoints } from '../approval/checkpoints.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import type { RecalledMemory } from '../turn-event.js';
import { scrubLedger, type Traced } from './scrub-ledger.js';

const ROWS = 200;
/** A turn that runs saves what it recalled at its end, and is looked at again. */
const AGAIN_MS = 3000;

interface Row {
  id: string;
  json: string;
}

@Injectable()
export class RecallScrubber implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly checkpoints: Checkpoints,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(SCRUB_JOB, { run: (job) => this.scrub(job) });
  }

  private async scrub({ owner: { userId }, payload, signal }: RunningJob): Promise<void> {
    const { ids = [], all } = payload as ScrubPayload;
    const gone = new Set(ids);
    const isGone = (memory: Traced) =>
      Boolean(all) || [memory.id, memory.session_id, memory.message_id].some((id) => id !== undefined && gone.has(id));
    await this.checkpoints.forget(userId);
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
      (json) => JSON.stringify(scrubLedger(JSON.parse(json) as ContextLedger, { isGone, anything: true })),
      UPDATE_CONTEXT,
    );
    await this.again(userId, payload as ScrubPayload);
  }

  private async again(userId: string, payload: ScrubPayload): Promise<void> {
    const sql = "SELECT id FROM turns WHERE user_id = ? AND state = 'running'";
    const rows = await this.database.rows<{ id: string }>(sql, [userId]);
    const turns = rows.map(({ id }) => id).filter((id) => payload.turns?.includes(id) ?? true);
    if (turns.length)
      await this.queue.enqueue({ userId }, { kind: SCRUB_JOB, payload: { ...payload, turns }, delay: AGAIN_MS });
  }

  private async each(
    userId: string,
    select: string,
    signal: AbortSignal,
    clean: (json: string) => string | null,
    update: string,
  ): Promise<void> {
    for (let after = NIL_ID; ;) {
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
  WHERE user_id = ? AND message_id > ? AND (context LIKE '%"memory"%' OR context LIKE '%"summary"%'
    OR context LIKE '%"recall_memory"%' OR context LIKE '%"forget"%') ORDER BY message_id LIMIT ?`;
const UPDATE_CONTEXT = 'UPDATE message_contexts SET context = ? WHERE user_id = ? AND message_id = ?';
