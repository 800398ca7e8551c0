/** Hands a turn to its reader: as a stream or as one answer. Reads only; a reader that leaves changes nothing. */
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { OpenStreams } from '../auth/open-streams.js';
import { AppError } from '../common/app-error.js';
import type { ErrorCode } from '../common/error-codes.js';
import type { Principal } from '../common/owner.js';
import { writeEventStream } from '../http/event-stream.js';
import { TurnWatch } from './turn/turn-watch.js';
import type { TurnRef } from './turn/turns.js';
import { toAnswerView } from './views/answer.view.js';

@Injectable()
export class AnswerDoor {
  constructor(
    private readonly watch: TurnWatch,
    private readonly streams: OpenStreams,
  ) {}

  /** A fault before the turn was accepted has been thrown by now; from here on a stream tells everything itself. */
  async answer(principal: Principal, turn: TurnRef, streaming: boolean, response: Response): Promise<void> {
    if (streaming) return this.stream(principal, turn.turnId, -1, response);
    await this.streams.track(principal, async (left) => {
      const leave = () => left.abort();
      response.once('close', leave);
      try {
        response.json(await this.whole(principal.userId, turn.turnId, left.signal));
      } catch (error) {
        // The caller went away, or its credential was revoked: the answer is saved, nobody is there to hear it.
        if (!left.signal.aborted) throw error;
        response.destroy();
      } finally {
        response.off('close', leave);
      }
    });
  }

  /** Frames after `after`; 204 where the reader has seen the end. */
  async stream(principal: Principal, turnId: string, after: number, response: Response): Promise<void> {
    await this.streams.track(principal, async (left) => {
      const frames = await this.watch.follow(principal.userId, turnId, after, left.signal);
      if (frames) await writeEventStream(response, frames, left);
      else response.status(204).end();
    });
  }

  private async whole(userId: string, turnId: string, signal: AbortSignal) {
    const end = await this.watch.end(userId, turnId, signal);
    const { session_id, turn_id, message_id, retry_after: retryAfter } = end;
    // An upstream fault is an error, with or without text: what was received is saved under the ids given.
    if (end.code) {
      const extra = { session_id, turn_id, message_id };
      throw new AppError(end.code as ErrorCode, end.error, { retryAfter, extra });
    }
    return toAnswerView(end);
  }
}
