import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { type Columns, columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };
const key = { isPrimary: true };

type Definition = [name: string, columns: TableColumnOptions[], rest?: Partial<ConstructorParameters<typeof Table>[0]>];

/** Tool calls that need a yes, turns that wait for one, and what accounts want done with calls. */
export class Approvals1763700710000 implements MigrationInterface {
  name = 'Approvals1763700710000';

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

function ofTurn(table: string) {
  return {
    name: `fk_${table}_turns`,
    columnNames: ['user_id', 'turn_id'],
    referencedTableName: 'turns',
    referencedColumnNames: ['user_id', 'id'],
    onDelete: 'CASCADE',
  };
}

function tables({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    [
      'turn_approvals',
      [
        id('user_id', key),
        id('turn_id', key),
        word('call_id', key),
        integer('position'),
        word('name'),
        text('arguments'),
        word('side_effects'),
        word('tool_hash'),
        word('state'),
        text('outcome', optional),
        time('created_at'),
        time('expires_at'),
        time('decided_at', optional),
      ],
      {
        indices: [{ name: 'ix_turn_approvals_waiting', columnNames: ['expires_at'], where: "state = 'waiting'" }],
        foreignKeys: [ofTurn('turn_approvals')],
      },
    ],
    [
      'turn_checkpoints',
      [id('user_id', key), id('turn_id', key), text('checkpoint'), time('created_at')],
      { foreignKeys: [ofTurn('turn_checkpoints')] },
    ],
    [
      'tool_policies',
      [id('user_id', key), word('scope', key), word('tool', key), word('policy'), time('updated_at')],
      {
        foreignKeys: [
          {
            name: 'fk_tool_policies_users',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      },
    ],
  ];
}
