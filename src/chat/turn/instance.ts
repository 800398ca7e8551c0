import { newId } from '../../common/ids.js';

/** Names this process as the one that runs a turn: the owner of its lease. */
export class Instance {
  readonly id = newId();
}

/**
 * How long a turn is believed to be running without a sign of life, and how often that sign is given and dead turns are
 * looked for (milliseconds). Together 6 s: of the promised ten the rest is for ending hundreds of them and for telling their readers.
 */
export const LEASE_MS = 5000;
export const LEASE_RENEWAL_MS = 1000;
