/** Replays of finished turns. However many read one at a time, its text is in memory once. */
import { Injectable } from '@nestjs/common';
import type { LogFrame } from '../../common/log-frame.js';
import { inBatches, replayFrames } from './replay-frames.js';
import { TurnHistory, type TurnRow } from './turn-history.js';

/** An object, so that it can be referred to weakly: it lives as long as somebody is reading from it. */
interface SharedText {
  text: string;
}

@Injectable()
export class TurnReplays {
  private readonly texts = new Map<string, WeakRef<SharedText>>();
  private readonly unread = new FinalizationRegistry<string>((key) => {
    if (!this.texts.get(key)?.deref()) this.texts.delete(key);
  });

  constructor(private readonly history: TurnHistory) {}

  /** Frames after `after` of a turn that is over; `head` has just been read, so it is known to be still there. */
  async frames(userId: string, head: TurnRow, after: number): Promise<AsyncIterable<readonly LogFrame[]>> {
    return this.read(head, await this.textOf(userId, head.message_id), after);
  }

  private async *read(head: TurnRow, shared: SharedText, after: number) {
    yield* inBatches(replayFrames({ ...head, content: shared.text }, after));
  }

  private async textOf(userId: string, messageId: string): Promise<SharedText> {
    const key = `${userId}/${messageId}`;
    const known = this.texts.get(key)?.deref();
    if (known) return known;
    const text = await this.history.content(userId, messageId);
    // Several may have begun reading at once: the first one is kept.
    const shared = this.texts.get(key)?.deref() ?? { text };
    this.texts.set(key, new WeakRef(shared));
    this.unread.register(shared, key);
    return shared;
  }
}
