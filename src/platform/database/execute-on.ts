import type { EntityManager } from 'typeorm';
import { toPostgresPlaceholders } from './placeholders.js';
import { type Statement, UnexpectedChanges } from './statement.js';

/** Runs statements inside the transaction of a manager given by `Database.write`; gives the rows changed by each. */
export async function executeOn(manager: EntityManager, statements: readonly Statement[]): Promise<number[]> {
  const runner = manager.queryRunner;
  if (!runner) throw new Error('executeOn needs the manager of a transaction');
  const isPostgres = manager.connection.options.type === 'postgres';
  const changes: number[] = [];
  for (const [index, { sql, params, expect }] of statements.entries()) {
    const result = await runner.query(isPostgres ? toPostgresPlaceholders(sql) : sql, [...params], true);
    const affected = result.affected ?? 0;
    if (expect !== undefined && affected !== expect) throw new UnexpectedChanges(index, affected);
    changes.push(affected);
  }
  return changes;
}
