/** Reads the frames of a turn that another server runs from its Redis stream, at the pace of who reads. */
import { Logger } from '@nestjs/common';
import type { LogFrame } from '../../common/log-frame.js';
import type { RedisLink } from '../redis/redis-link.js';
import { framesOfEntry } from './shared-turn.js';
import { streamKey, wakeChannel } from './turn-keys.js';

const logger = new Logger('TurnLog');
/** Entries of one look: what a reader that does not read holds. */
const ENTRIES = 4;
/** Without a word for this long: nothing new, look whether the turn is over; seldomer with each time. Milliseconds. */
const FIRST_QUIET_MS = 125;
const QUIET_MS = 1000;

/** As `TurnLog.follow` of a turn elsewhere. Ends with the turn, where frames are missing, and where Redis is away. */
export async function* followShared(
  link: RedisLink,
  turnId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LogFrame[]> {
  const bell = new Bell(signal);
  const leave = link.subscribe(wakeChannel(link, turnId), () => bell.ring());
  try {
    let next = after + 1;
    let woken = false;
    let quiet = FIRST_QUIET_MS;
    while (!signal.aborted && link.isReady) {
      const entries = await entriesFrom(link, turnId, next);
      for (const entry of entries) {
        const fresh = entry.frames.filter(({ seq }) => seq >= next);
        if (fresh.length && fresh[0]!.seq !== next) return;
        if (fresh.length) yield fresh;
        if (entry.isEnd) return;
        next += fresh.length;
      }
      if (entries.length) continue;
      // Woken for nothing: perhaps it is over.
      if (woken) yield [];
      woken = await bell.rings(quiet);
      quiet = Math.min(QUIET_MS, quiet * 2);
      if (!woken) yield [];
    }
  } catch (error) {
    if (!signal.aborted) logger.debug(`a turn cannot be followed through Redis: ${String(error)}`);
  } finally {
    leave();
  }
}

interface Entry {
  frames: LogFrame[];
  isEnd: boolean;
}

/** The entries that hold frame `next` or later ones, or the end: `<next>-1` is the first name after all before it. */
async function entriesFrom(link: RedisLink, turnId: string, next: number): Promise<Entry[]> {
  const found = await link.commands.xrange(streamKey(link, turnId), `${next}-1`, '+', 'COUNT', ENTRIES);
  return found.map(([id, fields]) => {
    const text = valueOf(fields, 'frames');
    return { frames: text === undefined ? [] : framesOfEntry(id, text), isEnd: fields.includes('end') };
  });
}

function valueOf(fields: readonly string[], name: string): string | undefined {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return fields[i + 1];
  return undefined;
}

/** Remembers that it was rung, and lets one wait for it. */
class Bell {
  private rung = false;
  private resume?: () => void;

  constructor(private readonly signal: AbortSignal) {}

  ring(): void {
    this.rung = true;
    this.resume?.();
  }

  /** True when it rings or has rung since the last time; false after `ms`, or when aborted. */
  async rings(ms: number): Promise<boolean> {
    if (!this.rung && !this.signal.aborted) await this.next(ms);
    const { rung } = this;
    this.rung = false;
    return rung;
  }

  private next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.signal.removeEventListener('abort', done);
        this.resume = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.resume = done;
      this.signal.addEventListener('abort', done);
    });
  }
}
