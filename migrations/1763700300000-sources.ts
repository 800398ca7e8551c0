import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

const key = { isPrimary: true, primaryKeyConstraintName: 'pk_sources' };
const optional = { isNullable: true };

/** What administrators have watched: pages and folders whose documents follow them. */
export class Sources1763700300000 implements MigrationInterface {
  name = 'Sources1763700300000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word, text, time, integer } = columnsFor(runner);
    const columns = [
      id('user_id', key),
      id('id', key),
      word('kind'),
      text('location'),
      id('collection_id', optional),
      integer('interval_seconds'),
      integer('paused', { default: 0 }),
      text('etag', optional),
      text('last_modified', optional),
      word('sha256', optional),
      word('code', optional),
      text('error', optional),
      time('checked_at', optional),
      time('changed_at', optional),
      time('next_check_at'),
      time('created_at'),
      time('updated_at'),
    ];
    const foreignKeys = [
      {
        name: 'fk_sources_user',
        columnNames: ['user_id'],
        referencedTableName: 'users',
        referencedColumnNames: ['id'],
        onDelete: 'CASCADE',
      },
      {
        name: 'fk_sources_collections',
        columnNames: ['user_id', 'collection_id'],
        referencedTableName: 'collections',
        referencedColumnNames: ['user_id', 'id'],
        onDelete: 'CASCADE',
      },
    ];
    const indices = [{ name: 'ix_sources_due', columnNames: ['next_check_at'], where: 'paused = 0' }];
    await runner.createTable(new Table({ name: 'sources', columns, foreignKeys, indices }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('sources');
  }
}
