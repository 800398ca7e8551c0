/**
 * Who goes first in this process. In front is a turn, from its acceptance until it speaks. Background is what nobody
 * waits for by the millisecond: imports, bulk documents, indexing, merging. Background work asks for every slice, and a
 * slice is a millisecond or two of the event loop. It must not know what a turn or an import is.
 */
import { Injectable } from '@nestjs/common';

/** Longest that background work waits for those in front: so it goes on, slowly, however many there are. */
const MOST_WAIT_MS = 25;
/** Longest that one of them counts as being in front: one that waits for a slow model keeps nobody. */
const MOST_AHEAD_MS = 100;
/** What a loop may use of the event loop before it asks again. */
const SLICE_MS = 1;

@Injectable()
export class Foreground {
  /** Until when each of those in front counts. */
  private readonly ahead = new Map<symbol, number>();
  private readonly waiting: (() => void)[] = [];
  private timer?: NodeJS.Timeout;
  private immediate?: NodeJS.Immediate;

  /** Somebody is in front, until what is returned is called; calling it again does nothing. */
  enter(): () => void {
    const key = Symbol('in front');
    this.ahead.set(key, performance.now() + MOST_AHEAD_MS);
    return () => {
      if (this.ahead.delete(key) && this.waiting.length && !this.isAnyoneAhead()) this.grantSoon();
    };
  }

  /**
   * Resolves when background work may take a slice: in a later turn of the event loop once nobody is in front, and after
   * 25 ms in any case. One waiter at a time, in the order they came.
   */
  slice(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) this.plan();
    });
  }

  /** For a loop over much: what it awaits after each step. Asks for a slice once the one before is used up. */
  slices(): () => Promise<void> | undefined {
    let end = performance.now() + SLICE_MS;
    return () => {
      if (performance.now() < end) return undefined;
      return this.slice().then(() => void (end = performance.now() + SLICE_MS));
    };
  }

  private plan(): void {
    if (!this.isAnyoneAhead()) return this.grantSoon();
    this.timer ??= setTimeout(() => this.grant(), MOST_WAIT_MS);
  }

  /** Not at once: what has arrived meanwhile is heard first, and may be somebody who goes in front. */
  private grantSoon(): void {
    this.immediate ??= setImmediate(() => {
      this.immediate = undefined;
      if (this.isAnyoneAhead()) this.plan();
      else this.grant();
    });
  }

  private grant(): void {
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
    this.timer = this.immediate = undefined;
    this.waiting.shift()?.();
    if (this.waiting.length) this.plan();
  }

  private isAnyoneAhead(): boolean {
    const now = performance.now();
    for (const [key, until] of this.ahead) {
      if (now < until) return true;
      this.ahead.delete(key);
    }
    return false;
  }
}
