/** For whom and what for something is done, so that what it costs can be booked. Ids and words of ours only. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface Booking {
  userId: string;
  /** `answer`, `tool_round`, `title` … ; of background work the kind of its job. */
  purpose: string;
  turnId?: string;
}

const background = new AsyncLocalStorage<Booking>();

/** Runs background work; what it calls is booked on its owner without being told. */
export function booked<T>(booking: Booking, work: () => T): T {
  return background.run(booking, work);
}

/** Of the background work that is being done; undefined on the path of a request. */
export function currentBooking(): Booking | undefined {
  return background.getStore();
}
