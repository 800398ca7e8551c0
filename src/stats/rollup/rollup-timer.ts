/** Keeps the roll-ups up to date and, where that is wanted, drops old usage rows that are in them. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { RawRetention } from './raw-retention.js';
import { RollUp } from './roll-up.js';

/** Milliseconds. What is not in the sums yet is read row by row, so this bounds what a question about them costs. */
const EVERY = 10_000;
const ROUNDS_BETWEEN_SWEEPS = 60;

@Injectable()
export class RollupTimer implements OnModuleInit {
  private count = 0;

  constructor(
    private readonly rollUp: RollUp,
    private readonly retention: RawRetention,
    private readonly rounds: LeaderRounds,
  ) {}

  onModuleInit(): void {
    this.rounds.every(EVERY, 'summing up the usage', async (round) => {
      await this.rollUp.run(round);
      if (this.count++ % ROUNDS_BETWEEN_SWEEPS === 0) await this.retention.sweep(round);
    });
  }
}
