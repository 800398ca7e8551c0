/**
 * How often a running answer is looked at. While little happens, whenever something comes; the more pieces of text come in
 * from all answers together, the longer each answer is left alone after a look, so that what comes meanwhile is read,
 * told and written in one go. One clock for all: those whose time has come go on together.
 */
/** Pieces of text a second, of all answers, for each millisecond an answer is left alone. */
const PIECES_PER_MS = 150;
/** Longest that one is left alone, whatever the load: two pictures of a screen. Milliseconds. */
export const LONGEST_FRAME_MS = 33;
/** Times are rounded up to this, so that there is company; what is shorter is not waited for. Milliseconds. */
export const SLOT_MS = 4;
const WINDOW_MS = 250;

/** Something that has been left alone. */
export interface Waiting {
  /** Its time has come. */
  goOn(): void;
}

export class Pace {
  /** How long an answer is left alone after a look, at present; 0: not at all. Milliseconds. */
  frameMs = 0;
  private pieces = 0;
  private since = performance.now();
  private readonly slots = new Map<number, Waiting[]>();
  private ready: Waiting[] = [];
  private timer?: NodeJS.Timeout;
  private timerSlot = Infinity;

  /** A piece of text has come in. `now`: monotonic milliseconds. */
  count(now: number): void {
    this.pieces++;
    const took = now - this.since;
    if (took < WINDOW_MS) return;
    const frame = (this.pieces * 1000) / took / PIECES_PER_MS;
    this.frameMs = frame < SLOT_MS ? 0 : Math.min(LONGEST_FRAME_MS, frame);
    this.pieces = 0;
    this.since = now;
  }

  /** Once all that has come in by now is read: what is there of many answers goes on one after the other. */
  soon(waiting: Waiting): void {
    // One of them for all; each would be a resource of its own to the runtime.
    if (this.ready.push(waiting) === 1) setImmediate(GO_ON, this);
  }

  /** Not before `due`. */
  wait(waiting: Waiting, due: number): void {
    const slot = Math.ceil(due / SLOT_MS);
    const others = this.slots.get(slot);
    if (others) others.push(waiting);
    else this.slots.set(slot, [waiting]);
    if (slot < this.timerSlot) this.arm(slot);
  }

  /** For the clock only. */
  goOn(): void {
    const ready = this.ready;
    this.ready = [];
    for (const waiting of ready) waiting.goOn();
  }

  /** For the clock only. */
  tick(): void {
    const now = performance.now() / SLOT_MS;
    let next = Infinity;
    this.timerSlot = -Infinity;
    for (const [slot, waiting] of this.slots) {
      if (slot > now) {
        next = Math.min(next, slot);
        continue;
      }
      this.slots.delete(slot);
      for (const one of waiting) one.goOn();
    }
    this.timerSlot = Infinity;
    for (const slot of this.slots.keys()) next = Math.min(next, slot);
    if (next < Infinity) this.arm(next);
  }

  private arm(slot: number): void {
    clearTimeout(this.timer);
    this.timerSlot = slot;
    this.timer = setTimeout(TICK, Math.max(1, Math.ceil(slot * SLOT_MS - performance.now())), this).unref();
  }
}

const GO_ON = (pace: Pace): void => pace.goOn();
const TICK = (pace: Pace): void => pace.tick();
