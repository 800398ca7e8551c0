/** The SQL of the job table. A lease is held by the run whose id is in `lease_owner`; every change names it (fencing). */
import type { Clock } from '../../common/clock.js';
import { FAR_AHEAD_MS } from '../../common/far-ahead.js';
import type { Owner } from '../../common/owner.js';
import type { Database } from '../database/database.js';
import type { JobError, JobPriority, JobState, JobStatus, NewJob } from './job-queue.js';

/** A job that somebody may take, or has taken. */
export interface JobRow {
  user_id: string;
  id: string;
  kind: string;
  payload: string;
  errors: string | null;
  attempts: number;
  priority: number;
}

/** As it is written in the column. */
export const PRIORITIES: Record<JobPriority, number> = { first: 0, normal: 1, last: 2 };
const COLUMNS = 'user_id, id, kind, payload, errors, attempts, priority';

/** Names a lease: a job and the run that holds it. */
export interface Lease {
  userId: string;
  id: string;
  holder: string;
}

/** Its values: `dueNow`. */
const DUE =
  "((state = 'queued' AND (run_after <= ? OR run_after > ?)) OR (state = 'running' AND (lease_until <= ? OR lease_until > ?)))";
const HELD = "user_id = ? AND id = ? AND lease_owner = ? AND state = 'running'";

export class JobTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async insert(owner: Owner, id: string, job: NewJob): Promise<void> {
    const insert = {
      sql:
        'INSERT INTO jobs (user_id, id, kind, payload, total, priority, run_after, created_at, state) ' +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued')",
      params: [
        owner.userId,
        id,
        job.kind,
        JSON.stringify(job.payload),
        job.total ?? 0,
        PRIORITIES[job.priority ?? 'normal'],
        this.clock.iso(Math.min(job.delay ?? 0, FAR_AHEAD_MS)),
        this.clock.iso(),
      ],
    };
    const unlessWaiting = {
      sql:
        'DELETE FROM jobs WHERE user_id = ? AND id = ? AND EXISTS (SELECT 1 FROM jobs other ' +
        "WHERE other.user_id = jobs.user_id AND other.kind = ? AND other.state = 'queued' AND other.id <> jobs.id)",
      params: [owner.userId, id, job.kind],
    };
    await this.database.batch(job.unique ? [insert, unlessWaiting] : [insert]);
  }

  async get(owner: Owner, id: string): Promise<JobStatus | undefined> {
    const [row] = await this.database.rows<StatusRow>(
      'SELECT id, kind, state, total, done, failed, errors, created_at, finished_at FROM jobs WHERE user_id = ? AND id = ?',
      [owner.userId, id],
    );
    return row && toStatus(row);
  }

  /** Jobs of the kind that may be taken now, by priority, then the longest waiting first. */
  due(kind: string, limit: number): Promise<JobRow[]> {
    return this.database.rows<JobRow>(
      `SELECT ${COLUMNS} FROM jobs ` +
        `WHERE kind = ? AND state IN ('queued', 'running') AND ${DUE} ORDER BY priority, run_after LIMIT ${limit}`,
      [kind, ...this.dueNow()],
    );
  }

  /** The job, where it may be taken now. */
  async dueOne(userId: string, id: string): Promise<JobRow | undefined> {
    const sql = `SELECT ${COLUMNS} FROM jobs WHERE user_id = ? AND id = ? AND ${DUE}`;
    const [row] = await this.database.rows<JobRow>(sql, [userId, id, ...this.dueNow()]);
    return row;
  }

  /** Takes a job unless somebody was faster. */
  async take(row: JobRow, holder: string, leaseMs: number): Promise<boolean> {
    return this.change(
      "UPDATE jobs SET state = 'running', lease_owner = ?, lease_until = ?, attempts = attempts + 1 " +
        `WHERE user_id = ? AND id = ? AND ${DUE}`,
      [holder, this.clock.iso(leaseMs), row.user_id, row.id, ...this.dueNow()],
    );
  }

  renew(lease: Lease, leaseMs: number): Promise<boolean> {
    return this.change(`UPDATE jobs SET lease_until = ? WHERE ${HELD}`, [this.clock.iso(leaseMs), ...keyOf(lease)]);
  }

  /** Rolls back the transaction it is part of when the lease is lost. */
  async advance(lease: Lease, done: number, failed: number, errors: readonly JobError[]): Promise<void> {
    await this.database.batch([
      {
        sql: `UPDATE jobs SET done = done + ?, failed = failed + ?, errors = ? WHERE ${HELD}`,
        params: [done, failed, toText(errors), ...keyOf(lease)],
        expect: 1,
      },
    ]);
  }

  finish(lease: Lease, state: JobState, errors: readonly JobError[]): Promise<boolean> {
    return this.change(
      `UPDATE jobs SET state = ?, errors = ?, finished_at = ?, lease_owner = NULL, lease_until = NULL WHERE ${HELD}`,
      [state, toText(errors), this.clock.iso(), ...keyOf(lease)],
    );
  }

  /** Back into the queue; `refund` where this attempt was not the job's fault. */
  release(lease: Lease, delayMs: number, refund: boolean): Promise<boolean> {
    return this.change(
      "UPDATE jobs SET state = 'queued', run_after = ?, attempts = attempts - ?, lease_owner = NULL, " +
        `lease_until = NULL WHERE ${HELD}`,
      [this.clock.iso(delayMs), Number(refund), ...keyOf(lease)],
    );
  }

  cancel(owner: Owner, id: string): Promise<boolean> {
    return this.change(
      "UPDATE jobs SET state = 'cancelled', finished_at = ?, lease_owner = NULL, lease_until = NULL " +
        "WHERE user_id = ? AND id = ? AND state IN ('queued', 'running')",
      [this.clock.iso(), owner.userId, id],
    );
  }

  /** Forgets jobs that ended longer ago than this. */
  prune(ageMs: number): Promise<boolean> {
    return this.change('DELETE FROM jobs WHERE finished_at < ?', [this.clock.iso(-ageMs)]);
  }

  private dueNow(): string[] {
    const times = [this.clock.iso(), this.clock.iso(FAR_AHEAD_MS)];
    return [...times, ...times];
  }

  private async change(sql: string, params: (string | number)[]): Promise<boolean> {
    const [changes] = await this.database.batch([{ sql, params }]);
    return changes !== 0;
  }
}

interface StatusRow {
  id: string;
  kind: string;
  state: JobState;
  total: number;
  done: number;
  failed: number;
  errors: string | null;
  created_at: string;
  finished_at: string | null;
}

function toStatus({ created_at: createdAt, finished_at: finishedAt, errors, ...row }: StatusRow): JobStatus {
  return { ...row, errors: fromText(errors), createdAt, finishedAt };
}

const keyOf = ({ userId, id, holder }: Lease) => [userId, id, holder];
const toText = (errors: readonly JobError[]) => JSON.stringify(errors);

/** The errors column of a row. */
export function fromText(errors: string | null): JobError[] {
  return errors ? (JSON.parse(errors) as JobError[]) : [];
}
