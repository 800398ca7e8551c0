import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

/** How long accounts keep their own things, and receipts of what was deleted. */
export class Retention1763701110000 implements MigrationInterface {
  name = 'Retention1763701110000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word, time, integer } = columnsFor(runner);
    const key = (table: string) => ({ isPrimary: true, primaryKeyConstraintName: `pk_${table}` });
    const optional = { isNullable: true };
    const cascade = (name: string, column: string, table: string) => ({
      name,
      columnNames: [column],
      referencedTableName: table,
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    });
    await runner.createTable(
      new Table({
        name: 'retention_rules',
        columns: [
          id('user_id', key('retention_rules')),
          integer('session_days', optional),
          integer('turn_days', optional),
          integer('stats_days', optional),
          time('updated_at'),
        ],
        foreignKeys: [cascade('fk_retention_rules_user', 'user_id', 'users')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'deletion_receipts',
        columns: [id('id', key('deletion_receipts')), id('user_id', optional), word('rule'), time('created_at')],
        indices: [{ name: 'ix_deletion_receipts_user', columnNames: ['user_id', 'id'] }],
      }),
    );
    const counts = 'deletion_receipt_counts';
    await runner.createTable(
      new Table({
        name: counts,
        columns: [id('receipt_id', key(counts)), word('kind', key(counts)), integer('count')],
        foreignKeys: [cascade('fk_deletion_receipt_counts_receipt', 'receipt_id', 'deletion_receipts')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['deletion_receipt_counts', 'deletion_receipts', 'retention_rules']) {
      await runner.dropTable(table);
    }
  }
}
