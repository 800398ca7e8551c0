/** What hands waiting jobs to servers as they come. The rows stay the truth: an announcement may come twice, late or never. */
import type { RunOutcome } from './job-run.js';
import type { JobRow } from './job-table.js';

/** A committed job that may be run, now or after `delayMs`. */
export interface Announcement extends Pick<JobRow, 'user_id' | 'id' | 'kind' | 'attempts' | 'priority'> {
  delayMs: number;
}

/** The jobs of one kind on this server. */
export interface ServedLane {
  readonly kind: string;
  readonly concurrency: number;
  runOne(userId: string, id: string): Promise<RunOutcome | { what: 'busy' | 'absent' }>;
  /** Jobs that may be taken now. */
  due(limit: number): Promise<JobRow[]>;
}

export interface JobDispatcher {
  /** False while it cannot be reached: then each server looks for jobs itself. */
  readonly isThere: boolean;
  announce(job: Announcement): void;
  /** Runs the jobs of a kind here from now on. */
  serve(lane: ServedLane): void;
  stop(): Promise<void>;
}
