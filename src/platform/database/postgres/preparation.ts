/** Which statements are prepared, under which names, and what to do where that fails. Knows no connections. */
import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { toPostgresPlaceholders } from '../placeholders.js';
import { isForgottenStatement } from '../constraint-errors.js';
import { UnexpectedColumns } from './row-columns.js';

/** A statement as PostgreSQL gets it. */
export interface StatementText {
  /** With `$1, $2 …`. */
  readonly text: string;
  /**
   * What it is prepared as on every connection; undefined: it is not. Made of the text, so that a name can never run
   * another statement, whatever stands between this server and the database.
   */
  readonly name?: string;
}

interface Seen {
  readonly plain: StatementText;
  prepared?: StatementText;
  sightings: number;
}

/** What is sent once or twice is not worth a plan that is kept. */
const PREPARED_FROM = 3;
/** Statements are written in code, so there are few; the bound is for lists of varying length. */
const MOST_TEXTS = 2000;
/** feature_not_supported: "cached plan must not change result type", after a column was added, dropped or altered. */
const PLAN_OUTDATED = '0A000';

export class Preparation {
  private readonly logger = new Logger('PreparedStatements');
  private readonly seen = new Map<string, Seen>();

  constructor(private isOn: boolean) {}

  /** @param sql with `?` placeholders */
  textOf(sql: string): StatementText {
    let seen = this.seen.get(sql);
    if (!seen) {
      seen = { plain: { text: toPostgresPlaceholders(sql) }, sightings: 0 };
      if (this.seen.size >= MOST_TEXTS) this.seen.clear();
      this.seen.set(sql, seen);
    }
    if (!this.isOn) return seen.plain;
    if (!seen.prepared && ++seen.sightings >= PREPARED_FROM) seen.prepared = named(seen.plain);
    return seen.prepared ?? seen.plain;
  }

  /** Whether it was the preparation that failed: nothing was done, and the same may be sent again. */
  isAtFault(error: unknown): boolean {
    if (isForgottenStatement(error)) {
      this.giveUp();
      return true;
    }
    return (error as { code?: string } | undefined)?.code === PLAN_OUTDATED || error instanceof UnexpectedColumns;
  }

  private giveUp(): void {
    if (this.isOn) {
      this.logger.warn(
        'prepared statements are lost between transactions, as behind a pooler: from now on none are used; ' +
          'DATABASE_PREPARED_STATEMENTS=off says so from the start',
      );
    }
    this.isOn = false;
  }
}

function named({ text }: StatementText): StatementText {
  return { text, name: `rai_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}` };
}
