/**
 * Work at intervals that one server of several does: sweeps, roll-ups, retention, watching sources. Rooms name it here;
 * the server that holds the lease runs it. On SQLite the one server there is leads. Must know no room.
 */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { AppConfig } from '../../config/app.config.js';
import { Database } from '../database/database.js';
import { LEADER_LEASE_MS, Lease } from './lease.js';
import { type LeaderWork, Term } from './term.js';

/** Signs of life, and looks whether the lease is free (milliseconds). */
const BEAT_MS = 2000;
/** How long the end of the process waits for rounds: running answers are ended only after them. */
const LEAVING_MS = 500;

@Injectable()
export class LeaderRounds implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LeaderRounds.name);
  private readonly works: LeaderWork[] = [];
  private readonly lease: Lease;
  private term?: Term;
  /** When the lease runs out as far as this process knows; milliseconds since the epoch. */
  private until = Number.POSITIVE_INFINITY;
  private timer?: NodeJS.Timeout;
  private beating?: Promise<void>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {
    this.lease = new Lease(database, clock, 'leader', newId());
  }

  /** Begins with a round at once, wherever and whenever this process leads. */
  every(everyMs: number, name: string, run: LeaderWork['run']): void {
    const work = { everyMs, name, run };
    this.works.push(work);
    this.term?.begin(work);
  }

  onApplicationBootstrap(): void {
    if (!this.config.runsJobs) return;
    // The lock of the file is the lease.
    if (this.database.dialect === 'sqlite') return this.lead(0);
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
    this.beat();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LEAVING_MS)));
    await Promise.race([this.leave(), late]);
    clearTimeout(timer);
  }

  /** The lease is given up after the last round, so that no two servers do the same; with the process it runs out. */
  private async leave(): Promise<void> {
    await this.beating;
    const number = this.term?.number;
    await this.stepDown();
    if (number) await this.lease.giveUp(number).catch((error: unknown) => this.report(error));
  }

  private beat(): void {
    // The database does not answer: by now another server may lead.
    if (this.clock.now() > this.until) void this.stepDown();
    this.beating ??= this.keep()
      .catch((error: unknown) => this.report(error))
      .finally(() => (this.beating = undefined));
  }

  private async keep(): Promise<void> {
    const asked = this.clock.now();
    const leading = this.term;
    const number = leading ? leading.number : await this.lease.take();
    if (number === undefined) return;
    if (leading && !(await this.lease.renew(number))) return this.stepDown();
    // While it was asked, its own time may have run out.
    if (leading !== this.term) return;
    this.until = asked + LEADER_LEASE_MS;
    if (!leading) this.lead(number);
  }

  private lead(number: number): void {
    const fence = number ? [this.lease.fence(number)] : [];
    this.term = new Term(number, this.database, fence, (error, { name }) =>
      this.logger.error({ err: error }, `${name} failed; the next round goes on`),
    );
    for (const work of this.works) this.term.begin(work);
  }

  private async stepDown(): Promise<void> {
    const { term } = this;
    this.term = undefined;
    this.until = Number.POSITIVE_INFINITY;
    await term?.end();
  }

  private report(error: unknown): void {
    this.logger.error({ err: error }, 'the lease of the leader could not be looked after');
  }
}
