import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { type Columns, columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };
const key = { isPrimary: true };

type Definition = [name: string, columns: TableColumnOptions[], rest?: Partial<ConstructorParameters<typeof Table>[0]>];

/** Settings that are changed while the server runs, who changed them, the audit log, and what budgets hold back. */
export class Operations1763700700000 implements MigrationInterface {
  name = 'Operations1763700700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns, rest] of tables(columnsFor(runner))) {
      const named = columns.map((column) =>
        column.isPrimary ? { ...column, primaryKeyConstraintName: `pk_${name}` } : column,
      );
      await runner.createTable(new Table({ name, columns: named, ...rest }));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of tables(columnsFor(runner)).reverse()) await runner.dropTable(name);
  }
}

/** Settings and audit are the server's and outlive who made them: no key leads to a user. */
function tables({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    ['settings', [word('key', key), text('value'), id('updated_by', optional), time('updated_at')]],
    [
      'setting_changes',
      [
        id('id', key),
        word('key'),
        text('before', optional),
        text('after', optional),
        id('changed_by', optional),
        time('created_at'),
      ],
    ],
    [
      'audit_entries',
      [
        integer('seq', key),
        time('created_at'),
        id('actor_id', optional),
        word('action'),
        text('target', optional),
        text('details'),
        word('previous_hash'),
        word('hash'),
      ],
    ],
    [
      'budget_reservations',
      [
        id('user_id', key),
        id('turn_id', key),
        { name: 'tokens', type: 'bigint' },
        { name: 'cost_micros', type: 'bigint' },
        time('created_at'),
      ],
      {
        foreignKeys: [
          {
            name: 'fk_budget_reservations_turns',
            columnNames: ['user_id', 'turn_id'],
            referencedTableName: 'turns',
            referencedColumnNames: ['user_id', 'id'],
            onDelete: 'CASCADE',
          },
        ],
      },
    ],
    ['budget_guard', [integer('id', key), integer('held')]],
  ];
}
