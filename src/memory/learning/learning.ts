/**
 * Learns from what users say, after the turn and never on its path: the event of a turn's end, a look whether there is
 * anything to learn, a job that outlives a crash. Reads the user's own words only, never answers, documents or imports.
 */
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MemoryConfig } from '../../config/memory.config.js';
import { isForeignKeyViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { copyToMemory } from '../copied-messages.js';
import { forgetMessages } from '../facts/forget-messages.js';
import { SCRUB_JOB, type ScrubPayload } from '../facts/scrub-job.js';
import { MessageMark } from '../message-mark.entity.js';
import { extractFindings } from './extract-findings.js';
import { asksToForget } from './finding.js';
import { Learned } from './learned.js';
import { LearningWatch, untilDone } from './learning-watch.js';
import { Reader, type Readings } from './reader.js';
import { isUnread, unreadCopies, unreadMessage, unreadQuestion, type UnreadMessage } from './unread-message.js';

const LEARN_JOB = 'memory.learn';

@Injectable()
export class Learning implements OnApplicationBootstrap {
  private readonly logger = new Logger(Learning.name);
  /** By message id: ends the wait for its job. */
  private readonly waiting = new Map<string, () => void>();

  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly watch: LearningWatch,
    private readonly reader: Reader,
    private readonly config: MemoryConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.extraction === 'off') return;
    this.events.on('turn.ended', ({ userId, messageId }) => {
      const work = this.consider(userId, messageId)
        .catch(unlessGone)
        .catch((error: unknown) =>
          this.logger.error({ err: error, message_id: messageId }, 'a message could not be learned from'),
        );
      this.watch.track(userId, work);
    });
    this.queue.process(LEARN_JOB, {
      run: (job) => this.learn(job),
      giveUp: ({ payload }) => Promise.resolve(this.end((payload as { message_id: string }).message_id)),
    });
  }

  /** Most messages say nothing to keep: they cost two reads and no job. */
  private async consider(userId: string, answerId: string): Promise<void> {
    const message = await unreadQuestion(this.database, userId, answerId);
    if (!message || !this.reader.isWorthReading(message.content)) return;
    const { done, finish } = untilDone();
    this.waiting.set(message.id, finish);
    try {
      await this.queue.enqueue({ userId }, { kind: LEARN_JOB, payload: { message_id: message.id } });
      await done;
    } finally {
      this.waiting.delete(message.id);
    }
  }

  private async learn(job: RunningJob): Promise<void> {
    const { userId } = job.owner;
    const id = (job.payload as { message_id: string }).message_id;
    const message = await unreadMessage(this.database, userId, id);
    if (message) {
      const readings = await this.reader.read(userId, message.content, job.signal);
      await this.write(userId, message, readings).catch(unlessGone);
    }
    this.end(id);
  }

  private async write(userId: string, message: UnreadMessage, { findings, origin }: Readings): Promise<void> {
    const { id, session_id: sessionId, created_at: saidAt } = message;
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      if (!(await isUnread(manager, userId, id))) return;
      await manager.insert(MessageMark, { userId, messageId: id, mark: 'read' });
      const learned = new Learned(manager, { userId, id, sessionId, saidAt }, origin, this.clock.iso());
      const wishes = extractFindings(message.content).filter(asksToForget);
      for (const finding of origin === 'model' ? [...findings, ...wishes] : findings) await learned.take(finding);
      // A copy made while the message was read found nothing to take along.
      const copies = await unreadCopies(manager, userId, id);
      for (const copy of copies) await copyToMemory(manager, userId, new Map([[id, copy]]));
      // Whoever asks for something to be forgotten names it; that must not come back either.
      if (wishes.length) await forgetMessages(manager, userId, [id, ...copies]);
      await this.scrub(userId, learned);
    });
  }

  private async scrub(userId: string, { forgotten: ids, isAllForgotten }: Learned): Promise<void> {
    const payload: ScrubPayload = isAllForgotten ? { all: true } : { ids };
    if (isAllForgotten || ids.length) await this.queue.enqueue({ userId }, { kind: SCRUB_JOB, payload });
  }

  private end(messageId: string): void {
    this.waiting.get(messageId)?.();
    this.waiting.delete(messageId);
  }
}

/** The conversation was deleted while the message was read: there is nothing to learn any more. */
function unlessGone(error: unknown): void {
  if (!isForeignKeyViolation(error)) throw error;
}
