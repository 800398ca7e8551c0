/**
 * TurnLog of several servers: the frames of a turn are in the process that runs it, as ever, and from there in a Redis
 * stream for readers elsewhere. Whoever reads where the turn runs never waits for Redis.
 */
import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { LogFrame } from '../../common/log-frame.js';
import type { RedisLink } from '../redis/redis-link.js';
import { followShared } from './follow-shared.js';
import { InProcessTurnLog } from './in-process-turn-log.js';
import { SharedTurn } from './shared-turn.js';
import { type Following, TurnLog, type TurnPlace } from './turn-log.js';
import { TurnSharer } from './turn-sharer.js';

export class RedisTurnLog extends TurnLog {
  private readonly logger = new Logger(TurnLog.name);
  private readonly here = new InProcessTurnLog();
  private readonly turns = new Map<string, SharedTurn>();
  private readonly sharer: TurnSharer;

  constructor(
    private readonly link: RedisLink,
    clock: Clock,
  ) {
    super();
    this.sharer = new TurnSharer(link, clock);
  }

  open(turnId: string, place: Required<TurnPlace>, told: readonly LogFrame[] = []): void {
    this.here.open(turnId, place, told);
    const turn = new SharedTurn(turnId, place, this.here.framesOf(turnId)!);
    // Who paused it shared as much as it could.
    if (told.length) turn.forgetPlace();
    this.turns.set(turnId, turn);
  }

  append(turnId: string, frames: readonly LogFrame[]): void {
    this.here.append(turnId, frames);
    const turn = this.turns.get(turnId);
    if (turn) this.sharer.changed(turn);
  }

  /** The stream in Redis has no end yet. */
  pause(turnId: string): void {
    this.here.pause(turnId);
    const turn = this.turns.get(turnId);
    this.turns.delete(turnId);
    if (turn) this.sharer.changed(turn);
  }

  close(turnId: string): void {
    this.here.close(turnId);
    const turn = this.turns.get(turnId);
    if (!turn) return;
    this.turns.delete(turnId);
    turn.closed = true;
    this.sharer.changed(turn);
  }

  follow(turnId: string, after: number, signal: AbortSignal): Following {
    return this.here.follow(turnId, after, signal) ?? followShared(this.link, turnId, after, signal);
  }

  forget(place: TurnPlace): void {
    const running = [...this.turns.values()].filter((turn) => turn.isOf(place));
    for (const { turnId } of running) this.turns.delete(turnId);
    this.sharer.forget(place, running).catch((error: unknown) => {
      this.logger.warn(
        { err: error },
        'shared frames of deleted turns could not be removed; they run out by themselves',
      );
    });
  }
}
