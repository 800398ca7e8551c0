/**
 * Reads over the connections of a pool. What is asked for in the same moment goes together, and a few rounds are under way
 * at a time: a round costs both sides more than most reads do. A slow one keeps nobody waiting for long: it counts as
 * under way for some milliseconds only, so that others may use what connections there are, or wait for one as long as the pool lets them.
 */
import type { Row } from '../database.js';
import type { SqlValue } from '../statement.js';
import type { Connections, Fly } from './connections.js';
import type { Preparation } from './preparation.js';

/** Rounds under way at a time, not counting slow ones. */
const ROUNDS = 2;
/** Reads in one round: a slow one holds up those behind it. */
const MOST_TOGETHER = 16;
/** A round that takes longer counts as slow. Milliseconds. */
const SLOW_MS = 20;
const ATTEMPTS = 3;

interface Read {
  sql: string;
  params: readonly SqlValue[];
  attempts: number;
  resolve: (rows: Row[]) => void;
  reject: (error: unknown) => void;
}

export class ReadLanes {
  private waiting: Read[] = [];
  /** When each round under way began, in milliseconds. */
  private readonly rounds = new Set<{ began: number }>();
  private isGathering = false;
  private slowTimer?: NodeJS.Timeout;

  constructor(
    private readonly connections: Connections,
    private readonly preparation: Preparation,
  ) {}

  rows(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sql, params, attempts: 0, resolve, reject });
      if (this.isGathering) return;
      this.isGathering = true;
      // Once what is going on has asked for all it wants to know.
      setImmediate(() => {
        this.isGathering = false;
        this.dispatch();
      });
    });
  }

  private dispatch(): void {
    while (this.waiting.length && this.mayBegin()) {
      const share = Math.ceil(this.waiting.length / ROUNDS);
      void this.round(this.waiting.splice(0, Math.min(MOST_TOGETHER, share)));
    }
    if (this.waiting.length) this.lookAgain();
  }

  private mayBegin(): boolean {
    if (this.rounds.size < ROUNDS) return true;
    const now = performance.now();
    let quick = 0;
    for (const { began } of this.rounds) if (now - began < SLOW_MS) quick++;
    return quick < ROUNDS;
  }

  /** Rounds that are under way may have become slow by then. */
  private lookAgain(): void {
    this.slowTimer ??= setTimeout(() => {
      this.slowTimer = undefined;
      this.dispatch();
    }, SLOW_MS);
  }

  private async round(reads: Read[]): Promise<void> {
    const round = { began: performance.now() };
    this.rounds.add(round);
    try {
      await this.connections.use((fly) => this.readTogether(reads, fly));
    } catch (error) {
      // No connection could be had.
      for (const { reject } of reads) reject(error);
    }
    this.rounds.delete(round);
    this.dispatch();
  }

  private async readTogether(reads: Read[], fly: Fly): Promise<void> {
    const orders = reads.map(({ sql, params }) => ({ statement: this.preparation.textOf(sql), params }));
    const { outcomes, error, isLost } = await fly(orders);
    for (const [i, { rows }] of outcomes.entries()) reads[i]!.resolve(rows);
    const left = reads.slice(outcomes.length);
    if (isLost) for (const { reject } of left) reject(error);
    else if (left.length) this.waiting.unshift(...this.afterFailure(left, error));
  }

  /** The first of them failed, the others were not asked: gives those that are to be asked again. */
  private afterFailure(left: Read[], error: unknown): Read[] {
    const failed = left[0]!;
    if (this.preparation.isAtFault(error) && ++failed.attempts < ATTEMPTS) return left;
    failed.reject(error);
    return left.slice(1);
  }
}
