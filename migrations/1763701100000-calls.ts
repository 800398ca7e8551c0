import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { type Columns, columnsFor } from '../src/platform/database/portable-columns.js';

const key = { isPrimary: true };
const optional = { isNullable: true };
const bigint = (name: string): TableColumnOptions => ({ name, type: 'bigint' });

/** A row a model call, sums of them, counts of what else happened; budgets of keys and agents. */
export class Calls1763701100000 implements MigrationInterface {
  name = 'Calls1763701100000';

  async up(runner: QueryRunner): Promise<void> {
    const columns = columnsFor(runner);
    for (const [name, own, timed] of tables(columns)) {
      await runner.createTable(
        new Table({
          name,
          columns: own.map((column) =>
            column.isPrimary ? { ...column, primaryKeyConstraintName: `pk_${name}` } : column,
          ),
          indices: timed ? [{ name: `ix_${name}_time`, columnNames: ['grain', 't'] }] : [],
          foreignKeys: own.some((column) => column.name === 'user_id')
            ? [
                {
                  name: `fk_${name}_user`,
                  columnNames: ['user_id'],
                  referencedTableName: 'users',
                  referencedColumnNames: ['id'],
                  onDelete: 'CASCADE',
                },
              ]
            : [],
        }),
      );
    }
    const uuid = columns.id('').type;
    // Not addColumn: on SQLite that writes the whole table anew.
    for (const table of ['usage_records', 'budget_reservations']) {
      for (const column of ['key_id', 'agent_id']) {
        await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${uuid}`);
      }
    }
    await runner.query('ALTER TABLE api_keys ADD COLUMN limits text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN limits');
    for (const table of ['budget_reservations', 'usage_records']) {
      for (const column of ['agent_id', 'key_id']) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
    for (const [name] of tables(columnsFor(runner)).reverse()) await runner.dropTable(name);
  }
}

function tables({ id, word, time, integer }: Columns): [name: string, columns: TableColumnOptions[], timed: boolean][] {
  return [
    [
      'model_calls',
      [
        id('user_id', key),
        id('id', key),
        id('turn_id', optional),
        word('purpose'),
        word('model'),
        integer('prompt_tokens'),
        integer('completion_tokens'),
        integer('estimated'),
        bigint('cost_micros'),
        integer('first_token_ms', optional),
        integer('total_ms'),
        integer('retries'),
        word('outcome'),
        word('code', optional),
        time('created_at'),
      ],
      false,
    ],
    [
      'call_rollups',
      [
        id('user_id', key),
        word('grain', key),
        time('t', key),
        word('model', key),
        word('purpose', key),
        integer('calls'),
        integer('errors'),
        integer('retries'),
        bigint('prompt_tokens'),
        bigint('completion_tokens'),
        bigint('cost_micros'),
      ],
      true,
    ],
    [
      'event_counts',
      [
        id('user_id', key),
        word('grain', key),
        time('t', key),
        word('name', key),
        word('label', key),
        word('outcome', key),
        integer('count'),
      ],
      true,
    ],
    [
      'budget_days',
      [id('subject_id', key), time('t', key), integer('turns'), bigint('tokens'), bigint('cost_micros')],
      false,
    ],
  ];
}
