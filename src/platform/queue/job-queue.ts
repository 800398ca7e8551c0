/** The port to work that is accepted now and done later, and its Nest token. It must not know what the work is. */
import type { Owner } from '../../common/owner.js';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** What went wrong with one item of a job; `line` is the item's place in the input, from 1. */
export interface JobError {
  line: number;
  code: string;
  error: string;
}

/** Which of the waiting jobs of one kind comes first. */
export type JobPriority = 'first' | 'normal' | 'last';

/** Work to be done. The payload is JSON. */
export interface NewJob {
  kind: string;
  payload: unknown;
  /** Given where rows must name the job before it is in the queue. */
  id?: string;
  /** Items to do, where that is known. */
  total?: number;
  /** Milliseconds to wait before it is taken. */
  delay?: number;
  /** `normal` unless set. */
  priority?: JobPriority;
  /** Do nothing if a job of this kind of this owner waits already. */
  unique?: boolean;
}

/** A job as it stands. Times are ISO-8601. */
export interface JobStatus {
  id: string;
  kind: string;
  state: JobState;
  total: number;
  done: number;
  failed: number;
  /** The first hundred. */
  errors: JobError[];
  createdAt: string;
  finishedAt: string | null;
}

/** What a job has got through since the last report. */
export interface JobProgress {
  done?: number;
  failed?: number;
  errors?: JobError[];
}

/** A job in the hands of its handler. */
export interface RunningJob {
  readonly id: string;
  readonly owner: Owner;
  readonly payload: unknown;
  /** 1 the first time; also counts the times a process died with it. */
  readonly attempt: number;
  /** After this attempt there is no other. */
  readonly isLast: boolean;
  /** Aborted when the job is cancelled, taken away, or the server stops. */
  readonly signal: AbortSignal;
  /**
   * Adds to the counters. Inside `Database.write` it joins that transaction; where the job was meanwhile cancelled or
   * taken by another server it throws, and that transaction is rolled back with it.
   */
  progress(step: JobProgress): Promise<void>;
}

export interface JobHandler {
  /** Does the job. May run again after a crash at any point, so it must find out what is done already. Throw to have it tried again. */
  run(job: RunningJob): Promise<void>;
  /** The job is given up: it failed in its last attempt, or processes kept dying with it. */
  giveUp?(job: { id: string; owner: Owner; payload: unknown }, error: unknown): Promise<void>;
  /** How many run at once in this process; 1 unless set. */
  concurrency?: number;
}

export abstract class JobQueue {
  /** Inside `Database.write` it joins that transaction, so that work and what it is about are accepted together. */
  abstract enqueue(owner: Owner, job: NewJob): Promise<string>;
  /** Takes jobs of this kind from now on. One handler a kind. */
  abstract process(kind: string, handler: JobHandler): void;
  /** Undefined for an id that is absent or somebody else's. */
  abstract get(owner: Owner, id: string): Promise<JobStatus | undefined>;
  /** False where there was nothing left to cancel. */
  abstract cancel(owner: Owner, id: string): Promise<boolean>;
  /** Stops taking jobs, aborts the running ones and hands them back, so that the next server takes them at once. */
  abstract stop(): Promise<void>;
}
