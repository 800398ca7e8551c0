/** The job that removes what turns keep of forgotten memories; whoever keeps such copies processes it. */
export const SCRUB_JOB = 'memory.scrub';

export interface ScrubPayload {
  /** Ids of memories, messages or conversations; everything recalled from one of them goes. */
  ids?: string[];
  /** Everything recalled. */
  all?: boolean;
  /** Asked again: only for what these turns may have saved since, which ran when it was first done. */
  turns?: string[];
}
