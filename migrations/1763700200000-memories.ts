import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions } from 'typeorm';
import { type Columns, columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };
const key = { isPrimary: true };

type Definition = [name: string, columns: TableColumnOptions[], rest: Partial<ConstructorParameters<typeof Table>[0]>];

/** What is known of a user, where it was said, how it changed; summaries; conversations that end by themselves. */
export class Memories1763700200000 implements MigrationInterface {
  name = 'Memories1763700200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns, rest] of tables(columnsFor(runner))) {
      const named = columns.map((column) =>
        column.isPrimary ? { ...column, primaryKeyConstraintName: `pk_${name}` } : column,
      );
      await runner.createTable(new Table({ name, columns: named, ...rest }));
    }
    // Not addColumn: on SQLite that writes the whole table anew.
    await runner.query('ALTER TABLE sessions ADD COLUMN expires_at varchar');
    await runner.query('CREATE INDEX ix_sessions_expiry ON sessions (expires_at) WHERE expires_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_sessions_expiry');
    await runner.query('ALTER TABLE sessions DROP COLUMN expires_at');
    for (const [name] of tables(columnsFor(runner)).reverse()) await runner.dropTable(name);
  }
}

const ofUser = (table: string) => ({
  name: `fk_${table}_user`,
  columnNames: ['user_id'],
  referencedTableName: 'users',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

const child = (table: string, parent: string, column: string) => ({
  name: `fk_${table}_${parent}`,
  columnNames: ['user_id', column],
  referencedTableName: parent,
  referencedColumnNames: ['user_id', 'id'],
  onDelete: 'CASCADE',
});

function tables(c: Columns): Definition[] {
  return [...memories(c), ...ofMessages(c)];
}

function memories({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    [
      'memories',
      [
        id('user_id', key),
        id('id', key),
        word('kind'),
        text('content'),
        text('attribute', optional),
        text('stems'),
        word('origin'),
        integer('confidence'),
        integer('pinned', { default: 0 }),
        integer('version', { default: 1 }),
        time('valid_from', optional),
        time('valid_to', optional),
        id('superseded_by', optional),
        time('created_at'),
        time('updated_at'),
      ],
      {
        indices: [
          { name: 'ix_memories_kind', columnNames: ['user_id', 'kind', 'id'] },
          { name: 'ix_memories_attribute', columnNames: ['user_id', 'attribute'] },
        ],
        foreignKeys: [ofUser('memories')],
      },
    ],
    [
      'memory_versions',
      [
        id('user_id', key),
        id('memory_id', key),
        integer('version', key),
        integer('base', optional),
        word('action'),
        word('kind'),
        text('content'),
        integer('pinned'),
        time('valid_from', optional),
        time('valid_to', optional),
        id('superseded_by', optional),
        time('created_at'),
      ],
      { foreignKeys: [child('memory_versions', 'memories', 'memory_id')] },
    ],
    [
      'memory_sources',
      [id('user_id', key), id('memory_id', key), id('message_id', key), time('created_at')],
      {
        indices: [{ name: 'ix_memory_sources_message', columnNames: ['user_id', 'message_id'] }],
        foreignKeys: [
          child('memory_sources', 'memories', 'memory_id'),
          child('memory_sources', 'messages', 'message_id'),
        ],
      },
    ],
    ['memory_resets', [id('user_id', key), id('message_id')], { foreignKeys: [ofUser('memory_resets')] }],
  ];
}

function ofMessages({ id, word, text, time, integer }: Columns): Definition[] {
  return [
    [
      'message_marks',
      [id('user_id', key), id('message_id', key), word('mark')],
      { foreignKeys: [child('message_marks', 'messages', 'message_id')] },
    ],
    [
      'conversation_summaries',
      [
        id('user_id', key),
        id('message_id', key),
        id('session_id'),
        id('branch_id'),
        integer('depth'),
        text('content'),
        word('method'),
        time('created_at'),
      ],
      {
        indices: [{ name: 'ix_summaries_place', columnNames: ['user_id', 'session_id', 'branch_id', 'depth'] }],
        foreignKeys: [child('conversation_summaries', 'messages', 'message_id')],
      },
    ],
  ];
}
