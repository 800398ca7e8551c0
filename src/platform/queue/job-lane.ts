/** Takes the jobs of one kind: polls, is woken by this process, and keeps to its number of jobs at once. */
import type { JobHandler } from './job-queue.js';
import { JobRun, type RunOptions } from './job-run.js';
import type { JobRow, JobTable } from './job-table.js';

/** Milliseconds between looks: right after a wake-up, and when nothing has happened for long. */
const FIRST_LOOK = 20;
const LAST_LOOK = 1000;
/** Jobs looked at when choosing the next one. */
const CANDIDATES = 50;

export class JobLane {
  private readonly running = new Set<JobRun>();
  private readonly busy = new Map<string, number>();
  private timer?: NodeJS.Timeout;
  private wait = FIRST_LOOK;
  private looking?: Promise<void>;
  private woken = false;
  private stopped = false;

  constructor(
    private readonly kind: string,
    private readonly handler: JobHandler,
    private readonly table: JobTable,
    private readonly holder: string,
    private readonly options: RunOptions,
  ) {}

  /** Looks soon and again after a moment: the job may be part of a transaction that has not committed yet. */
  wake(): void {
    if (this.stopped) return;
    this.woken = true;
    this.wait = FIRST_LOOK;
    this.lookIn(0);
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
    const limit = this.handler.concurrency ?? 1;
    while (!this.stopped && this.running.size < limit) {
      const candidates = await this.table.due(this.kind, CANDIDATES);
      const row = this.fairest(candidates);
      if (!row) return;
      this.wait = FIRST_LOOK;
      if (await this.table.take(row, this.holder, this.options.leaseMs)) this.start(row);
    }
  }

  /** The job of whoever has the fewest running: one account with a thousand jobs does not hold up the others. */
  private fairest(rows: JobRow[]): JobRow | undefined {
    const load = (row: JobRow) => this.busy.get(row.user_id) ?? 0;
    let best = rows[0];
    for (const row of rows) if (best && load(row) < load(best)) best = row;
    return best;
  }

  private start(row: JobRow): void {
    const run = new JobRun(row, this.holder, this.table, this.handler, this.options);
    this.running.add(run);
    this.busy.set(row.user_id, (this.busy.get(row.user_id) ?? 0) + 1);
    void run
      .run()
      .catch((error: unknown) => this.options.onError(error, row))
      .finally(() => {
        this.running.delete(run);
        const left = (this.busy.get(row.user_id) ?? 1) - 1;
        if (left > 0) this.busy.set(row.user_id, left);
        else this.busy.delete(row.user_id);
        this.wake();
      });
  }
}

const EMPTY_ROW: JobRow = { user_id: '', id: '', kind: '', payload: 'null', errors: null, attempts: 0 };
