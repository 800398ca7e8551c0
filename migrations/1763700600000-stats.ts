import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

const key = { isPrimary: true, primaryKeyConstraintName: 'pk_usage_rollups' };
const bigint = (name: string): TableColumnOptions => ({ name, type: 'bigint' });

/** Sums of what turns cost by minute, quarter of an hour, hour and day; which rows are in them; what each cost. */
export class Stats1763700600000 implements MigrationInterface {
  name = 'Stats1763700600000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word, text, time, integer } = columnsFor(runner);
    await runner.createTable(
      new Table({
        name: 'usage_rollups',
        columns: [
          id('user_id', key),
          word('grain', key),
          time('t', key),
          word('model', key),
          word('agent', key),
          integer('turns'),
          integer('errors'),
          integer('failures'),
          bigint('prompt_tokens'),
          bigint('completion_tokens'),
          bigint('cost_micros'),
          text('total_ms'),
          text('first_token_ms'),
        ],
        indices: [{ name: 'ix_rollups_time', columnNames: ['grain', 't'] }],
        foreignKeys: [
          {
            name: 'fk_usage_rollups_user',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
    // Not addColumn: on SQLite that writes the whole table anew.
    await runner.query('ALTER TABLE usage_records ADD COLUMN rolled integer NOT NULL DEFAULT 0');
    await runner.query('ALTER TABLE usage_records ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0');
    await runner.query('CREATE INDEX ix_usage_tail ON usage_records (user_id, created_at) WHERE rolled = 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_usage_tail');
    await runner.query('ALTER TABLE usage_records DROP COLUMN cost_micros');
    await runner.query('ALTER TABLE usage_records DROP COLUMN rolled');
    await runner.dropTable('usage_rollups');
  }
}
