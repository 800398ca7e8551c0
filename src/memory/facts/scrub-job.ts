/** The job that removes what turns keep of forgotten memories; whoever keeps such copies processes it. */
export const SCRUB_JOB = 'memory.scrub';

export interface ScrubPayload {
  /** Ids of memories, messages or conversations; everything recalled from one of them goes. */
  ids?: string[];
  /** Everything recalled. */
  all?: boolean;
}
