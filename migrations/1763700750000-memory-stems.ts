import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

const NAME = 'memory_stems';
const KEY = { isPrimary: true, primaryKeyConstraintName: `pk_${NAME}` };
/** Rows written by one statement; three values each, and a statement takes 32,766 on SQLite. */
const ROWS = 300;

interface KnownMemory {
  user_id: string;
  id: string;
  stems: string;
}

/** The stems of memories, a row each: looking facts up by a pattern over every memory costs more the more is known. */
export class MemoryStems1763700750000 implements MigrationInterface {
  name = 'MemoryStems1763700750000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word } = columnsFor(runner);
    const columns = [id('user_id', KEY), word('stem', KEY), id('memory_id', KEY)];
    const memories = {
      name: `fk_${NAME}_memories`,
      columnNames: ['user_id', 'memory_id'],
      referencedTableName: 'memories',
      referencedColumnNames: ['user_id', 'id'],
      onDelete: 'CASCADE',
    };
    const indices = [{ name: `ix_${NAME}_memory`, columnNames: ['user_id', 'memory_id'] }];
    await runner.createTable(new Table({ name: NAME, columns, indices, foreignKeys: [memories] }));
    await fill(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(NAME);
  }
}

async function fill(runner: QueryRunner): Promise<void> {
  const known = (await runner.query('SELECT user_id, id, stems FROM memories')) as KnownMemory[];
  const rows = known.flatMap(({ user_id, id, stems }) =>
    [...new Set(stems.split(' ').filter(Boolean))].map((stem) => [user_id, stem, id]),
  );
  for (let at = 0; at < rows.length; at += ROWS) {
    const some = rows.slice(at, at + ROWS);
    const isPostgres = runner.connection.options.type === 'postgres';
    const marks = some.map((_, row) =>
      isPostgres ? `($${row * 3 + 1}, $${row * 3 + 2}, $${row * 3 + 3})` : '(?, ?, ?)',
    );
    const sql = `INSERT INTO ${NAME} (user_id, stem, memory_id) VALUES ${marks.join(', ')}`;
    await runner.query(sql, some.flat());
  }
}
