/** A hundred writers at once on one database, some of which fail half-way; tells what went wrong. */
import { newId } from '../../../src/common/ids.js';
import type { Database } from '../../../src/platform/database/database.js';
import { executeOn } from '../../../src/platform/database/execute-on.js';
import type { Statement } from '../../../src/platform/database/statement.js';

export interface Damage {
  /** Acknowledged and not there. */
  lost: number;
  /** There although their transaction failed. */
  ghosts: number;
  /** Refused although nothing was wrong with them. */
  refused: string[];
}

const WRITERS = 100;
const ROUNDS = 3;

export async function writeAtOnce(database: Database): Promise<Damage> {
  await database.batch([{ sql: 'CREATE TABLE written (id varchar PRIMARY KEY, pair varchar)', params: [] }]);
  const acknowledged: string[] = [];
  const failed: string[] = [];
  const refused: string[] = [];
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, n) => {
      for (let round = 0; round < ROUNDS; round++) {
        const pair = newId();
        const fails = n % 3 === 2;
        try {
          await (n % 2 === 0 ? inTransaction(database, pair, fails) : inBatch(database, pair, fails));
          acknowledged.push(pair);
        } catch (error) {
          failed.push(pair);
          if (!fails) refused.push((error as Error).message);
        }
      }
    }),
  );
  const rows = await database.rows<{ pair: string; n: number | string }>(
    'SELECT pair, count(*) AS n FROM written GROUP BY pair',
  );
  const there = new Map(rows.map(({ pair, n }) => [pair, Number(n)]));
  return {
    lost: acknowledged.filter((pair) => there.get(pair) !== 2).length,
    ghosts: failed.filter((pair) => there.has(pair)).length,
    refused,
  };
}

const insert = (pair: string): Statement => ({
  sql: 'INSERT INTO written (id, pair) VALUES (?, ?)',
  params: [newId(), pair],
});

/** Lets the others have a turn between its two rows, as work with an ORM does. */
function inTransaction(database: Database, pair: string, fails: boolean): Promise<void> {
  return database.write(async (manager) => {
    await executeOn(manager, [insert(pair)]);
    await new Promise((resume) => setImmediate(resume));
    await executeOn(manager, [insert(pair)]);
    if (fails) throw new Error('on purpose');
  });
}

async function inBatch(database: Database, pair: string, fails: boolean): Promise<void> {
  const broken: Statement = { sql: "UPDATE written SET pair = '' WHERE id = ?", params: ['nobody'], expect: 1 };
  await database.batch([insert(pair), insert(pair), ...(fails ? [broken] : [])]);
}
