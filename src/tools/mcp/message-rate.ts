/** Tells when somebody sends more messages than can be read beside everything else. */

/** Reading one takes some 20 µs of the event loop. */
const MOST_A_SECOND = 5000;

export class MessageRate {
  private begun = 0;
  private count = 0;

  /** Told of each message; true from the one on that is too many within a second. `now` in milliseconds. */
  isTooHigh(now: number): boolean {
    if (now - this.begun >= 1000) {
      this.begun = now;
      this.count = 0;
    }
    return ++this.count > MOST_A_SECOND;
  }
}
