/**
 * Hands out jobs over BullMQ: a token in Redis for each attempt of a job, by priority, after its delay. What a token
 * names is looked up and leased in the table before it is run, so a lost or doubled token loses and doubles nothing. The
 * last token of a job that was given up stays among the failed ones: the dead letters.
 */
import { Logger } from '@nestjs/common';
import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RedisLink } from '../redis/redis-link.js';
import type { Announcement, JobDispatcher, ServedLane } from './job-dispatcher.js';
import { OwnerShares } from './owner-shares.js';

/** Names an attempt of a job. */
interface Token {
  userId: string;
  id: string;
  /** Attempts before this one. */
  attempts: number;
  priority: number;
}

const BUSY_MS = 100;
/** Before a token is handed out again whose job could not be looked up, taken or settled. */
const UNKNOWN_MS = 500;
/** How often jobs are looked for that have no token: Redis was away when they came, or lost them. */
const RELAY_MS = 2000;
const RELAYED = 100;
const DEAD_LETTERS = { age: 7 * 24 * 3600, count: 1000 };
/** How long closing waits for Redis. */
const CLOSE_MS = 2000;
/** Room for the shares of owners between two priorities. */
const PRIORITY_STEP = 100_000;

export class BullDispatcher implements JobDispatcher {
  private readonly logger = new Logger(BullDispatcher.name);
  private readonly queues = new Map<string, Queue<Token>>();
  private readonly workers: Worker<Token>[] = [];
  private readonly lanes: ServedLane[] = [];
  private readonly shares: OwnerShares;
  private readonly relaying = setInterval(() => void this.relay(), RELAY_MS).unref();

  private constructor(
    private readonly link: RedisLink,
    private readonly bull: typeof import('bullmq'),
    private readonly adding: Redis,
    private readonly working: Redis,
  ) {
    this.shares = new OwnerShares(link);
  }

  static async open(link: RedisLink): Promise<BullDispatcher> {
    const bull = await import('bullmq');
    const [adding, working] = await Promise.all([link.connect('jobs', false), link.connect('workers', true)]);
    return new BullDispatcher(link, bull, adding, working);
  }

  get isThere(): boolean {
    return this.link.isReady && this.adding.status === 'ready';
  }

  announce(job: Announcement): void {
    if (!this.isThere) return;
    this.shares
      .next(job)
      .then((share) => this.add(job, share))
      .catch((error: unknown) => this.logger.debug(`a job was not announced: ${String(error)}`));
  }

  serve(lane: ServedLane): void {
    this.lanes.push(lane);
    const worker = new this.bull.Worker<Token>(lane.kind, (job, token) => this.work(lane, job, token), {
      connection: this.working as never,
      prefix: this.link.key('bull'),
      concurrency: lane.concurrency,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      // A token that stalled is harmless: its job is leased elsewhere or runs again.
      maxStalledCount: 100,
    });
    worker.on('error', (error) => this.logger.debug(`${lane.kind}: ${String(error)}`));
    this.workers.push(worker);
  }

  async stop(): Promise<void> {
    clearInterval(this.relaying);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_MS)));
    const closing = [...this.workers, ...this.queues.values()].map((one) => one.close());
    await Promise.race([Promise.allSettled(closing), late]);
    clearTimeout(timer);
    for (const connection of [this.adding, this.working]) connection.disconnect();
  }

  private async work(lane: ServedLane, job: Job<Token>, token?: string): Promise<void> {
    const { userId, id, attempts, priority } = job.data;
    const outcome = await this.run(lane, job.data);
    if (outcome === undefined) return this.again(job, UNKNOWN_MS, token);
    if (outcome.what === 'busy') await this.again(job, BUSY_MS, token);
    if (outcome.what === 'returned') await this.again(job, 0, token);
    await this.shares.done({ kind: lane.kind, user_id: userId });
    if (outcome.what === 'failed') {
      job.opts.removeOnFail = DEAD_LETTERS;
      throw new this.bull.UnrecoverableError(outcome.error);
    }
    if (outcome.what !== 'retry') return;
    this.announce({ user_id: userId, id, kind: lane.kind, attempts: attempts + 1, priority, delayMs: outcome.delayMs });
  }

  /** Undefined where it threw: what became of the job is not known, so its token must not count as failed. */
  private async run(lane: ServedLane, { userId, id }: Token) {
    try {
      return await lane.runOne(userId, id);
    } catch (error) {
      this.logger.error({ err: error, job: id, kind: lane.kind }, 'a job met an error; its token is handed out again');
      return undefined;
    }
  }

  /** Puts the token back for whoever comes first. Never returns. */
  private async again(job: Job<Token>, ms: number, token?: string): Promise<never> {
    await job.moveToDelayed(Date.now() + ms, token);
    throw new this.bull.DelayedError();
  }

  private async add({ user_id: userId, id, kind, attempts, priority, delayMs }: Announcement, share: number) {
    await this.queueOf(kind).add(
      kind,
      { userId, id, attempts, priority },
      {
        // The same attempt twice is one token.
        jobId: `${id}-${attempts}`,
        priority: 1 + priority * PRIORITY_STEP + Math.min(share, PRIORITY_STEP - 1),
        delay: delayMs,
        // One that stayed would keep the same attempt from ever getting another; a dead letter is kept when it is one.
        removeOnFail: true,
      },
    );
  }

  private queueOf(kind: string): Queue<Token> {
    const known = this.queues.get(kind);
    if (known) return known;
    const queue = new this.bull.Queue<Token>(kind, {
      connection: this.adding as never,
      prefix: this.link.key('bull'),
    });
    queue.on('error', (error) => this.logger.debug(`${kind}: ${String(error)}`));
    this.queues.set(kind, queue);
    return queue;
  }

  private async relay(): Promise<void> {
    try {
      for (const lane of this.lanes) {
        if (!this.isThere) return;
        for (const row of await lane.due(RELAYED)) await this.add({ ...row, delayMs: 0 }, 0);
      }
    } catch (error) {
      this.logger.debug(`jobs without a token could not be looked for: ${String(error)}`);
    }
  }
}
