import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };

/** Tools of MCP servers as they were accepted, and the credentials users have for the servers. */
export class Mcp1763700800000 implements MigrationInterface {
  name = 'Mcp1763700800000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word, text, time } = columnsFor(runner);
    const key = (table: string) => ({ isPrimary: true, primaryKeyConstraintName: `pk_${table}` });
    await runner.createTable(
      new Table({
        name: 'mcp_tools',
        columns: [
          word('name', key('mcp_tools')),
          word('server'),
          word('tool'),
          word('accepted_hash'),
          text('accepted'),
          time('accepted_at'),
          id('accepted_by', optional),
          word('offered_hash', optional),
          text('offered', optional),
          time('offered_at', optional),
        ],
        indices: [{ name: 'ix_mcp_tools_server', columnNames: ['server'] }],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'mcp_credentials',
        columns: [
          id('user_id', key('mcp_credentials')),
          word('server', key('mcp_credentials')),
          text('sealed'),
          time('updated_at'),
        ],
        foreignKeys: [
          {
            name: 'fk_mcp_credentials_user',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('mcp_credentials');
    await runner.dropTable('mcp_tools');
  }
}
