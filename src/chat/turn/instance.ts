import { newId } from '../../common/ids.js';

/** Names this process as the one that runs a turn: the owner of its lease. */
export class Instance {
  readonly id = newId();
}

/** How long a turn is believed to be running without a sign of life, and how often that sign is given (milliseconds). */
export const LEASE_MS = 8000;
export const LEASE_RENEWAL_MS = 2000;
