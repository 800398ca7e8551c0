/**
 * Keeps PostgreSQL's planner informed while a database is young. It plans by statistics that its own round collects within
 * a minute or so; an import that takes seconds leaves it planning for empty tables meanwhile, and a read that should take
 * 0.1 ms takes 10 or 60. Later that round is soon enough. Knows no database.
 */
const FIRST_ROWS = 2000;
/** Each look comes after twice as many rows as the one before; from here on a few thousand more change no plan. */
const LAST_ROWS = 128_000;

export class YoungStatistics {
  private changed = 0;
  private next = FIRST_ROWS;
  private running = false;

  /** `collect` must not reject. */
  constructor(private readonly collect: () => Promise<void>) {}

  /** So many rows were written. Returns at once. */
  wrote(rows: number): void {
    if (this.next > LAST_ROWS) return;
    this.changed += rows;
    if (this.changed < this.next || this.running) return;
    this.changed = 0;
    this.next *= 2;
    this.running = true;
    void this.collect().finally(() => {
      this.running = false;
      // What was written meanwhile may have been enough.
      this.wrote(0);
    });
  }
}
