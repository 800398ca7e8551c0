import type { JobError, JobStatus } from '../../platform/queue/job-queue.js';

/** What went wrong with one item. */
export class JobErrorView {
  /** Place in the input, from 1; 0 where that is not known. */
  line: number;
  code: string;
  error: string;
}

/** Work accepted for later, as the API shows it. */
export class JobView {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Items to do. */
  total: number;
  done: number;
  failed: number;
  /** The first hundred. */
  errors: JobErrorView[];
  created_at: string;
  finished_at?: string;
}

export function toJobView({ errors, createdAt, finishedAt, ...job }: JobStatus): JobView {
  return {
    ...job,
    errors: errors.map(({ line, code, error }: JobError) => ({ line, code, error })),
    created_at: createdAt,
    ...(finishedAt !== null && { finished_at: finishedAt }),
  };
}
