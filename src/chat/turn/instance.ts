import { newId } from '../../common/ids.js';

/** Names this process as the one that runs a turn: the owner of its lease. */
export class Instance {
  readonly id = newId();
}

/**
 * How long a turn is believed to be running without a sign of life, and how often that sign is given and dead turns are
 * looked for (milliseconds). Together 7.5 s, so that of the promised ten some are left to end hundreds of them.
 */
export const LEASE_MS = 6000;
export const LEASE_RENEWAL_MS = 1500;
