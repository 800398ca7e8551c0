/**
 * What a user said in the turns that have just ended and that is still being learned from, on whichever server. An answer
 * is committed before its end is told, so whoever was told of the end finds the question here, also on another server.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MemoryConfig } from '../../config/memory.config.js';
import { Database } from '../../platform/database/database.js';
import { LearningWatch, LONGEST_MS } from './learning-watch.js';
import { Reader } from './reader.js';
import { type UnreadMessage, unreadSince } from './unread-message.js';

const LOOK_EVERY_MS = 20;

@Injectable()
export class LatestWords {
  constructor(
    private readonly database: Database,
    private readonly watch: LearningWatch,
    private readonly reader: Reader,
    private readonly config: MemoryConfig,
    private readonly clock: Clock,
  ) {}

  /** How many messages are being learned from. */
  async pending(userId: string): Promise<number> {
    return this.isShared ? (await this.unread(userId)).length : this.watch.pending(userId);
  }

  /** Resolves when what was said by now has been learned, or could not be within the time that is waited for it. */
  async settled(userId: string, signal: AbortSignal): Promise<void> {
    if (!this.isShared) return this.watch.settled(userId);
    const until = this.clock.now() + LONGEST_MS;
    while ((await this.unread(userId)).length && this.clock.now() < until)
      await this.clock.sleep(LOOK_EVERY_MS, signal);
  }

  /** Without that one process does it all and knows. */
  private get isShared(): boolean {
    return this.database.dialect === 'postgres';
  }

  private async unread(userId: string): Promise<UnreadMessage[]> {
    if (this.config.extraction === 'off') return [];
    const unread = await unreadSince(this.database, userId, this.clock.iso(-LONGEST_MS));
    return unread.filter(({ content }) => this.reader.isWorthReading(content));
  }
}
