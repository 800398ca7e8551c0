/**
 * Forgets: the memory, its versions, and its source messages with their answers as far as recall and summaries go.
 * Conversations themselves stay until they are deleted. Copies that turns keep of what they recalled are scrubbed by a
 * job, which outlives a crash.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notFound } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { executeOn } from '../../platform/database/execute-on.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { SessionCopies } from '../../session/session-copies.js';
import { SessionRemoval } from '../../session/session-removal.js';
import { copyToMemory } from '../copied-messages.js';
import { forgetEverything } from './forget-everything.js';
import { forgetMemory } from './forget-memory.js';
import { forgetMessages, withCopies } from './forget-messages.js';
import { forgetSession } from './forget-session.js';
import { WITHOUT_SOURCE } from './live-memory.js';
import { SCRUB_JOB, type ScrubPayload } from './scrub-job.js';

const REPAIR_EVERY_MS = 5 * 60_000;

@Injectable()
export class Forgetting implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly rounds: LeaderRounds,
    private readonly copies: SessionCopies,
    private readonly removal: SessionRemoval,
  ) {}

  onModuleInit(): void {
    this.events.on('session.deleted', ({ userId, sessionId }) => this.sessionDeleted(userId, sessionId));
    this.copies.alongWith(copyToMemory);
    this.removal.alongWith((userId, sessionId) => forgetSession(this.database, userId, sessionId));
    // A process may have died between the deletion of a conversation and what follows from it.
    this.rounds.every(REPAIR_EVERY_MS, 'forgetting what has no source any more', async (round) => {
      await round.batch([{ sql: FORGET_WITHOUT_SOURCE, params: [] }]);
    });
  }

  /**
   * A memory, or a message that is not to be recalled any more; with it go copies of the messages, and answers to them.
   * Throws not_found for an absent or foreign id.
   */
  async forget(userId: string, id: string): Promise<void> {
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      const ids = (await forgetMemory(manager, userId, id)) ?? (await forgetMessage(manager, userId, id));
      await this.scrub(userId, { ids });
    });
  }

  /** Everything known, and the recall of everything said until now. */
  async forgetAll(userId: string): Promise<void> {
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      await forgetEverything(manager, userId, newId());
      await this.scrub(userId, { all: true });
    });
  }

  private async sessionDeleted(userId: string, sessionId: string): Promise<void> {
    // Alone: a copy that is being made may be about to say it too.
    await writeAlone(this.database, { userId }, 'memories', (manager) =>
      executeOn(manager, [{ sql: `${FORGET_WITHOUT_SOURCE} AND user_id = ?`, params: [userId] }]),
    );
    await this.scrub(userId, { ids: [sessionId] });
  }

  private scrub(userId: string, payload: ScrubPayload): Promise<string> {
    return this.queue.enqueue({ userId }, { kind: SCRUB_JOB, payload });
  }
}

async function forgetMessage(manager: EntityManager, userId: string, id: string): Promise<string[]> {
  const said = await withCopies(manager, userId, id);
  if (!said.length) throw notFound();
  return [id, ...(await forgetMessages(manager, userId, said))];
}

const FORGET_WITHOUT_SOURCE = `DELETE FROM memories WHERE ${WITHOUT_SOURCE}`;
