import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { columnsFor } from '../src/platform/database/portable-columns.js';

const optional = { isNullable: true };
const key = { isPrimary: true };

const ofUser = (table: string) => ({
  name: `fk_${table}_user`,
  columnNames: ['user_id'],
  referencedTableName: 'users',
  referencedColumnNames: ['id'],
  onDelete: 'CASCADE',
});

/** Embedding profiles (of the server); for each user the vectors, what lacks them, how good they are, and what was embedded before. */
export class Vectors1763700400000 implements MigrationInterface {
  name = 'Vectors1763700400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables(runner)) await runner.createTable(table);
    await runner.query('ALTER TABLE sessions ADD COLUMN no_evidence varchar');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN no_evidence');
    for (const { name } of tables(runner).reverse()) await runner.dropTable(name);
  }
}

function tables(runner: QueryRunner): Table[] {
  const { id, word, text, time, integer, bytes } = columnsFor(runner);
  const primary = (table: string) => ({ ...key, primaryKeyConstraintName: `pk_${table}` });
  return [
    new Table({
      name: 'embedding_profiles',
      columns: [
        id('id', primary('embedding_profiles')),
        text('api_url'),
        text('model'),
        integer('dimensions'),
        word('normalisation'),
        word('state'),
        time('created_at'),
        time('live_at', optional),
        time('retired_at', optional),
        bytes('centre'),
      ],
      uniques: [{ name: 'uq_embedding_profiles_place', columnNames: ['api_url', 'model', 'dimensions'] }],
    }),
    new Table({
      name: 'vector_blocks',
      columns: [
        id('user_id', primary('vector_blocks')),
        word('corpus', primary('vector_blocks')),
        id('profile_id', primary('vector_blocks')),
        id('id', primary('vector_blocks')),
        integer('entries'),
        integer('bytes'),
        time('created_at'),
        bytes('data'),
      ],
      indices: [{ name: 'ix_vector_blocks_profile', columnNames: ['profile_id'] }],
      foreignKeys: [ofUser('vector_blocks')],
    }),
    new Table({
      name: 'vector_pending',
      columns: [
        id('user_id', primary('vector_pending')),
        id('profile_id', primary('vector_pending')),
        id('document_id', primary('vector_pending')),
        integer('generation'),
      ],
      indices: [{ name: 'ix_vector_pending_profile', columnNames: ['profile_id'] }],
      foreignKeys: [
        {
          name: 'fk_vector_pending_documents',
          columnNames: ['user_id', 'document_id'],
          referencedTableName: 'documents',
          referencedColumnNames: ['user_id', 'id'],
          onDelete: 'CASCADE',
        },
      ],
    }),
    new Table({
      name: 'embedding_quality',
      columns: [
        id('user_id', primary('embedding_quality')),
        id('profile_id', primary('embedding_quality')),
        integer('probes'),
        integer('hits'),
        integer('chunks'),
        time('measured_at'),
      ],
      foreignKeys: [ofUser('embedding_quality')],
    }),
    new Table({
      name: 'embedding_cache',
      columns: [
        id('user_id', primary('embedding_cache')),
        id('profile_id', primary('embedding_cache')),
        word('content_hash', primary('embedding_cache')),
        time('created_at'),
        bytes('vector'),
      ],
      indices: [{ name: 'ix_embedding_cache_profile', columnNames: ['profile_id'] }],
      foreignKeys: [ofUser('embedding_cache')],
    }),
  ];
}
