/** Hands a turn to its reader: as a stream or as one answer. Reads only; a reader that leaves changes nothing. */
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { OpenStreams } from '../auth/open-streams.js';
import { AppError } from '../common/app-error.js';
import type { ErrorCode } from '../common/error-codes.js';
import type { Principal } from '../common/owner.js';
import { writeEventStream } from '../http/event-stream.js';
import { TurnControl } from './turn/turn-control.js';
import { TurnWatch } from './turn/turn-watch.js';
import type { TurnRef } from './turn/turns.js';
import { toAnswerView, toWaitingView } from './views/answer.view.js';

@Injectable()
export class AnswerDoor {
  constructor(
    private readonly watch: TurnWatch,
    private readonly streams: OpenStreams,
    private readonly control: TurnControl,
  ) {}

  /** A fault before the turn was accepted has been thrown by now; from here on a stream tells everything itself. */
  async answer(principal: Principal, turn: TurnRef, streaming: boolean, response: Response): Promise<void> {
    if (streaming) return this.stream(principal, turn.turnId, -1, response);
    await this.streams.track(principal, async (left) => {
      const leave = () => left.abort();
      response.once('close', leave);
      try {
        const { status, body } = await this.whole(principal.userId, turn.turnId, left.signal);
        response.status(status).json(body);
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
    // A person must decide first: nobody holds a request open for that.
    if (!end) return { status: 202, body: toWaitingView(await this.control.get(userId, turnId)) };
    const { session_id, turn_id, message_id, retry_after: retryAfter } = end;
    // An upstream fault is an error, with or without text: what was received is saved under the ids given. Whoever ran the
    // turn has logged it, and an old one that is asked for again is no new fault.
    if (end.code) {
      const extra = { session_id, turn_id, message_id };
      throw new AppError(end.code as ErrorCode, end.error, { retryAfter, extra, isLogged: true });
    }
    return { status: 200, body: toAnswerView(end) };
  }
}
