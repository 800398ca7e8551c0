/** Provides Idempotency and forgets old keys once an hour. Must know nothing of the requests. */
import { Global, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { LeaderRounds } from '../leader/leader-rounds.js';
import { Idempotency } from './idempotency.js';

const HOUR = 3600 * 1000;

@Injectable()
class IdempotencyPruner implements OnModuleInit {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly rounds: LeaderRounds,
  ) {}

  onModuleInit(): void {
    this.rounds.every(HOUR, 'the removal of old idempotency keys', () => this.idempotency.prune());
  }
}

@Global()
@Module({ providers: [Idempotency, IdempotencyPruner], exports: [Idempotency] })
export class IdempotencyModule {}
