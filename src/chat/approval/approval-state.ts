/**
 * Where a call stands that needs a yes. `started` is written before the tool runs and `done` after: what is found
 * `started` when nobody runs it was cut off, and is never run again.
 */
export type ApprovalState =
  | 'waiting'
  | 'approved'
  | 'denied'
  | 'expired' // nobody answered in time
  | 'stale' // the tool changed since it was asked about
  | 'cancelled' // the turn was stopped
  | 'started'
  | 'done'
  | 'interrupted';

/** What people decide, and what is decided for them. */
export type Decision = Extract<ApprovalState, 'approved' | 'denied' | 'expired' | 'stale'>;
