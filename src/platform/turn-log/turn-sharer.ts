/**
 * Writes the frames of this server's turns to Redis, all turns in one pipeline every few milliseconds. Nothing waits for
 * it. While nobody elsewhere follows a turn it is written seldom, and a short one not at all: its end is in the database.
 */
import { Logger } from '@nestjs/common';
import type { ChainableCommander } from 'ioredis';
import type { Clock } from '../../common/clock.js';
import type { RedisLink } from '../redis/redis-link.js';
import { nextOf, type SharedTurn, type StreamEntry } from './shared-turn.js';
import type { TurnPlace } from './turn-log.js';
import { indexKey, streamKey, wakeChannel } from './turn-keys.js';

/** Milliseconds between writes of a turn that somebody elsewhere follows, and of one that nobody does. */
const FOLLOWED_MS = 10;
const ALONE_MS = 100;
/** How long a stream is kept after its turn, and how long one may be silent. Ten minutes are promised. */
const KEPT_SECONDS = 15 * 60;
const SILENT_SECONDS = 3600;
const PROLONG_EVERY_MS = 60_000;

export class TurnSharer {
  private readonly logger = new Logger(TurnSharer.name);
  private readonly soon = new Set<SharedTurn>();
  private readonly later = new Set<SharedTurn>();
  private soonTimer?: NodeJS.Timeout;
  private laterTimer?: NodeJS.Timeout;
  /** The turns of the pipeline that is under way; empty: none is. */
  private writing: readonly SharedTurn[] = [];
  private isFailing = false;

  constructor(
    private readonly link: RedisLink,
    private readonly clock: Clock,
  ) {}

  /** The turn has new frames, or has ended. */
  changed(turn: SharedTurn): void {
    // What began and ended since the last write is in the database by now: readers elsewhere find it there.
    if (turn.dropped || (turn.closed && turn.isUnshared)) {
      this.soon.delete(turn);
      this.later.delete(turn);
      return;
    }
    if (turn.followed || turn.closed) {
      this.soon.add(turn);
      this.soonTimer ??= setTimeout(() => void this.write('soon'), FOLLOWED_MS).unref();
    } else {
      this.later.add(turn);
      this.laterTimer ??= setTimeout(() => void this.write('later'), ALONE_MS).unref();
    }
  }

  /** Removes what is kept of the turns of a place. */
  async forget(place: TurnPlace, running: readonly SharedTurn[]): Promise<void> {
    const waiting = [...this.soon, ...this.later, ...this.writing].filter((turn) => turn.isOf(place));
    const known = new Set([...running, ...waiting]);
    for (const turn of known) {
      turn.dropped = true;
      this.soon.delete(turn);
      this.later.delete(turn);
    }
    await this.remove(
      place,
      [...known].map(({ turnId }) => turnId),
    );
  }

  private async remove({ userId, sessionId }: TurnPlace, known: readonly string[]): Promise<void> {
    if (!this.link.isReady) return;
    const index = indexKey(this.link, userId);
    const kept = await this.link.commands.smembers(index);
    const gone = kept.filter((entry) => !sessionId || entry.startsWith(`${sessionId}/`));
    const turnIds = [...gone.map((entry) => entry.slice(entry.indexOf('/') + 1)), ...known];
    const removals = turnIds.map((turnId) => this.link.commands.unlink(streamKey(this.link, turnId)));
    if (gone.length) removals.push(this.link.commands.srem(index, ...gone));
    await Promise.all(removals);
  }

  private async write(pace: 'soon' | 'later'): Promise<void> {
    if (pace === 'soon') this.soonTimer = undefined;
    else this.laterTimer = undefined;
    const turns = [...this[pace]];
    // One pipeline at a time keeps the entries of a turn in order; what comes meanwhile goes with the next.
    if (this.writing.length) return turns.forEach((turn) => this.changed(turn));
    for (const turn of turns) {
      this.soon.delete(turn);
      this.later.delete(turn);
    }
    if (!this.link.isReady) return this.wait(turns);
    this.writing = turns;
    try {
      await this.locate(turns.filter(({ isLost }) => isLost));
      await this.append(turns);
    } catch (error) {
      this.tell(error);
      this.wait(turns);
    } finally {
      this.writing = [];
    }
  }

  /** A turn that has ended is in the database; the others are tried again. */
  private wait(turns: readonly SharedTurn[]): void {
    for (const turn of turns) {
      turn.lose();
      if (!turn.closed) this.changed(turn);
    }
  }

  /** Looks up how much of each turn is in its stream: nothing after a Redis that keeps nothing came back. */
  private async locate(turns: readonly SharedTurn[]): Promise<void> {
    for (const turn of turns) {
      const [newest] = await this.link.commands.xrevrange(streamKey(this.link, turn.turnId), '+', '-', 'COUNT', 1);
      turn.find(newest ? nextOf(newest[0]) : 0, newest?.[1].includes('end') ?? false);
    }
  }

  private async append(turns: readonly SharedTurn[]): Promise<void> {
    const pipeline = this.link.commands.pipeline();
    /** Which replies are a turn's; the last one tells how many servers follow it. */
    const written: { turn: SharedTurn; from: number; to: number }[] = [];
    for (const turn of turns) {
      const from = pipeline.length;
      this.appendTurn(pipeline, turn);
      pipeline.publish(wakeChannel(this.link, turn.turnId), '');
      written.push({ turn, from, to: pipeline.length });
    }
    const replies = (await pipeline.exec()) ?? [];
    let fault: unknown;
    for (const { turn, from, to } of written) {
      const own = replies.slice(from, to);
      const failed = own.length < to - from || own.find(([error]) => error);
      // One turn that cannot be written keeps no other from being shared.
      if (failed) this.wait([turn]);
      else {
        turn.followed = Number(own.at(-1)![1]) > 0;
        if (turn.isBehind) this.changed(turn);
      }
      if (failed) fault ??= failed === true ? new Error('no reply') : failed[0];
    }
    this.tell(fault);
  }

  /** A Redis without room fails every time; once is enough. That it is away is told already. */
  private tell(fault: unknown): void {
    const isGone = fault !== undefined && this.link.isGone(fault);
    if (fault && !isGone && !this.isFailing)
      this.logger.warn({ err: fault }, 'live turns cannot be shared at the moment');
    this.isFailing = fault !== undefined && !isGone;
  }

  private appendTurn(pipeline: ChainableCommander, turn: SharedTurn): void {
    const isNew = turn.isUnshared;
    const key = streamKey(this.link, turn.turnId);
    for (const entry of turn.take()) pipeline.xadd(key, ...entryArguments(entry));
    const now = this.clock.now();
    if (turn.closed && !turn.isBehind) pipeline.expire(key, KEPT_SECONDS);
    else if (now - turn.prolongedAt > PROLONG_EVERY_MS) {
      turn.prolongedAt = now;
      pipeline.expire(key, SILENT_SECONDS);
    }
    if (!isNew) return;
    const index = indexKey(this.link, turn.place.userId);
    pipeline.sadd(index, `${turn.place.sessionId}/${turn.turnId}`).expire(index, SILENT_SECONDS + KEPT_SECONDS);
  }
}

function entryArguments({ id, text, isEnd, minId }: StreamEntry): [string, ...string[]] {
  const fields = [...(text === undefined ? [] : ['frames', text]), ...(isEnd ? ['end', '1'] : [])];
  return ['MINID', '=', minId, id, ...fields];
}
