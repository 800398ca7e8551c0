import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

/** Agents and tones, and how each answer is written. */
export class Agents1763700500000 implements MigrationInterface {
  name = 'Agents1763700500000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, word, text, time, integer } = columnsFor(runner);
    const key = (table: string) => ({ isPrimary: true, primaryKeyConstraintName: `pk_${table}` });
    await runner.createTable(
      new Table({
        name: 'profiles',
        columns: [
          id('user_id', key('profiles')),
          id('id', key('profiles')),
          word('kind'),
          text('name'),
          text('name_key'),
          text('definition'),
          integer('shared', { default: 0 }),
          integer('version', { default: 1 }),
          time('created_at'),
          time('updated_at'),
        ],
        uniques: [{ name: 'uq_profiles_name', columnNames: ['user_id', 'kind', 'name_key'] }],
        indices: [{ name: 'ix_profiles_shared', columnNames: ['kind', 'id'], where: 'shared = 1' }],
        foreignKeys: [
          {
            name: 'fk_profiles_user',
            columnNames: ['user_id'],
            referencedTableName: 'users',
            referencedColumnNames: ['id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'answer_styles',
        columns: [
          id('user_id', key('answer_styles')),
          id('message_id', key('answer_styles')),
          id('tone_id', { isNullable: true }),
          integer('words'),
          integer('sentences'),
          integer('reading_ease'),
          integer('hedges'),
          integer('formality'),
          time('created_at'),
        ],
        indices: [{ name: 'ix_answer_styles_tone', columnNames: ['user_id', 'tone_id', 'created_at'] }],
        foreignKeys: [
          {
            name: 'fk_answer_styles_messages',
            columnNames: ['user_id', 'message_id'],
            referencedTableName: 'messages',
            referencedColumnNames: ['user_id', 'id'],
            onDelete: 'CASCADE',
          },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('answer_styles');
    await runner.dropTable('profiles');
  }
}
