/**
 * Keeps profiles and vectors as the configuration and the documents ask: makes the profile of the configured model,
 * has documents embedded, switches when a new profile is complete, drops what has long been retired.
 */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import { ProfileSetup } from './profile-setup.js';
import { VectorFill } from './vector-fill.js';
import { VectorQuality } from './vector-quality.js';

const FILL = 'embeddings.fill';
const CONCURRENCY = 2;
/** Documents that become ready one after another are embedded together. Milliseconds. */
const TOGETHER = 100;
/** How often a server that did not answer is asked again, and how often everything is looked over. */
const RETRY_EVERY = 15_000;
const SWEEP_EVERY = 5 * 60_000;

@Injectable()
export class EmbeddingUpkeep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(EmbeddingUpkeep.name);
  private readonly waiting = new Set<string>();
  private collecting?: NodeJS.Timeout;
  /** Rounds until everything is looked over again. */
  private restingFor = 0;

  constructor(
    private readonly model: EmbeddingModel,
    private readonly setup: ProfileSetup,
    private readonly fill: VectorFill,
    private readonly quality: VectorQuality,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly rounds: LeaderRounds,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.model.status().configured) return;
    this.queue.process(FILL, { concurrency: CONCURRENCY, run: (job) => this.run(job) });
    this.events.on('document.ended', ({ userId, state }) => {
      if (state === 'ready') this.soon(userId);
    });
    this.rounds.every(RETRY_EVERY, 'looking after the embedding profile', () => this.sweep());
  }

  onModuleDestroy(): void {
    clearTimeout(this.collecting);
  }

  /** Has everybody's missing vectors made; after a rollback, for one. */
  async fillAll(): Promise<void> {
    for (const userId of await this.setup.ownersWithout()) await this.enqueue(userId);
  }

  private soon(userId: string): void {
    this.waiting.add(userId);
    this.collecting ??= setTimeout(() => {
      this.collecting = undefined;
      const owners = [...this.waiting];
      this.waiting.clear();
      void Promise.all(owners.map((owner) => this.enqueue(owner))).catch((error: unknown) =>
        this.logger.error({ err: error }, 'documents could not be queued for embedding'),
      );
    }, TOGETHER);
  }

  private async enqueue(userId: string): Promise<void> {
    await this.queue.enqueue({ userId }, { kind: FILL, payload: {}, unique: true });
  }

  /** Each profile by itself: the server of the live one may be the one that is being left. */
  private async run(job: RunningJob): Promise<void> {
    const errors: unknown[] = [];
    for (const profile of await this.setup.active()) {
      try {
        await this.fill.run(job, profile);
        await this.quality.measure(job.owner.userId, profile, job.signal);
      } catch (error) {
        job.signal.throwIfAborted();
        errors.push(error);
      }
    }
    await this.setup.switchIfComplete();
    if (errors.length > 0) throw errors[0];
  }

  private async sweep(): Promise<void> {
    if (this.restingFor-- > 0) return;
    const isSure = await this.setup.ensure();
    await this.fillAll();
    await this.setup.switchIfComplete();
    await this.setup.dropOld();
    this.restingFor = isSure ? SWEEP_EVERY / RETRY_EVERY - 1 : 0;
  }
}
