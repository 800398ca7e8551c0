import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

/** Who of several servers does the work that is done once. The server's own: no key leads to a user. */
export class Leases1763701200000 implements MigrationInterface {
  name = 'Leases1763701200000';

  async up(runner: QueryRunner): Promise<void> {
    const { word, id, integer, time } = columnsFor(runner);
    const name = word('name', { isPrimary: true, primaryKeyConstraintName: 'pk_leases' });
    const columns = [name, id('holder', { isNullable: true }), integer('term'), time('lease_until')];
    await runner.createTable(new Table({ name: 'leases', columns }));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('leases');
  }
}
