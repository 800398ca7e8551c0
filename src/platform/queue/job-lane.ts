/** Takes the jobs of one kind: polls, is woken by this process, and keeps to its number of jobs at once. */
import { newId } from '../../common/ids.js';
import type { ServedLane } from './job-dispatcher.js';
import type { JobHandler } from './job-queue.js';
import { JobRun, type RunOptions, type RunOutcome } from './job-run.js';
import type { JobRow, JobTable } from './job-table.js';

/** Milliseconds between looks: right after a wake-up, and when nothing has happened for long. */
const FIRST_LOOK = 20;
const LAST_LOOK = 1000;
/** Jobs looked at when choosing the next one. */
const CANDIDATES = 50;

export class JobLane implements ServedLane {
  private readonly running = new Set<JobRun>();
  private readonly busy = new Map<string, number>();
  private timer?: NodeJS.Timeout;
  private wait = FIRST_LOOK;
  private looking?: Promise<void>;
  private woken = false;
  private stopped = false;

  constructor(
    readonly kind: string,
    private readonly handler: JobHandler,
    private readonly table: JobTable,
    private readonly options: RunOptions,
    /** False while something else hands out the jobs: then nothing is looked for here. */
    private readonly looks: () => boolean = () => true,
  ) {}

  /** Looks soon and again after a moment: the job may be part of a transaction that has not committed yet. */
  wake(): void {
    if (this.stopped) return;
    this.woken = true;
    this.wait = FIRST_LOOK;
    this.lookIn(0);
  }

  get concurrency(): number {
    return this.handler.concurrency ?? 1;
  }

  async due(limit: number): Promise<JobRow[]> {
    const rows = await this.table.due(this.kind, limit);
    return rows.filter((row) => !this.runsHere(row));
  }

  /** Runs one job that something else has chosen; `busy` where as many run as may, `absent` where it is not to be run. */
  async runOne(userId: string, id: string): Promise<RunOutcome | { what: 'busy' | 'absent' }> {
    if (this.stopped || this.running.size >= this.concurrency) return { what: 'busy' };
    const row = await this.table.dueOne(userId, id);
    const run = row && (await this.take(row));
    return run ? this.start(run, row) : { what: 'absent' };
  }

  interrupt(userId: string, id: string): void {
    for (const run of this.running) if (run.isOf(userId, id)) run.interrupt('lost');
  }

  /** Resolves once every running job has been settled. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    for (const run of this.running) run.interrupt('stopping');
    while (this.running.size) await new Promise((resume) => setTimeout(resume, 5));
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => this.look(), ms);
  }

  private look(): void {
    if (this.looking) return;
    this.woken = false;
    this.looking = this.fill()
      .catch((error: unknown) => this.options.onError(error, EMPTY_ROW))
      .finally(() => {
        this.looking = undefined;
        this.lookIn(this.woken ? 0 : this.wait);
        this.wait = Math.min(LAST_LOOK, this.wait * 2);
      });
  }

  private async fill(): Promise<void> {
    while (!this.stopped && this.looks() && this.running.size < this.concurrency) {
      const candidates = await this.due(CANDIDATES);
      const row = this.fairest(candidates);
      if (!row) return;
      this.wait = FIRST_LOOK;
      const run = await this.take(row);
      if (run) this.start(run, row).catch((error: unknown) => this.options.onError(error, row));
    }
  }

  /** The job of whoever has the fewest running: one account with a thousand jobs does not hold up the others. Priority first. */
  private fairest(rows: JobRow[]): JobRow | undefined {
    const load = (row: JobRow) => this.busy.get(row.user_id) ?? 0;
    let best = rows[0];
    for (const row of rows) if (best && row.priority === best.priority && load(row) < load(best)) best = row;
    return best;
  }

  /** A job whose lease ran out while it runs here (the process stood still) goes on: its next sign of life renews the lease. */
  private runsHere({ user_id: userId, id }: JobRow): boolean {
    for (const run of this.running) if (run.isOf(userId, id)) return true;
    return false;
  }

  /** Takes it under a lease of its own, so that whatever runs it elsewhere, or here, can no longer write. */
  private async take(row: JobRow): Promise<JobRun | undefined> {
    const lease = newId();
    if (this.runsHere(row) || !(await this.table.take(row, lease, this.options.leaseMs))) return undefined;
    return new JobRun(row, lease, this.table, this.handler, this.options);
  }

  private start(run: JobRun, row: JobRow): Promise<RunOutcome> {
    this.running.add(run);
    this.busy.set(row.user_id, (this.busy.get(row.user_id) ?? 0) + 1);
    return run.run().finally(() => {
      this.running.delete(run);
      const left = (this.busy.get(row.user_id) ?? 1) - 1;
      if (left > 0) this.busy.set(row.user_id, left);
      else this.busy.delete(row.user_id);
      this.wake();
    });
  }
}

const EMPTY_ROW: JobRow = { user_id: '', id: '', kind: '', payload: 'null', errors: null, attempts: 0, priority: 1 };
