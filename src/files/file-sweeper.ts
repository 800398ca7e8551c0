/** Removes stored bytes nobody refers to: after a crash between bytes and row, and when an account is deleted. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { LeaderRounds } from '../platform/leader/leader-rounds.js';
import { Files } from './files.js';

const EVERY_MS = 3600 * 1000;
/** Bytes younger than this may still be waiting for the commit of their row. */
const SETTLED_MS = 10 * 60 * 1000;

@Injectable()
export class FileSweeper implements OnModuleInit {
  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly rounds: LeaderRounds,
  ) {}

  onModuleInit(): void {
    this.events.on('user.deleted', async ({ userId }) => {
      await this.files.sweep(Number.POSITIVE_INFINITY, userId);
    });
    this.rounds.every(EVERY_MS, 'the sweep of stored files', async () => {
      await this.files.sweep(this.clock.now() - SETTLED_MS);
    });
  }
}
