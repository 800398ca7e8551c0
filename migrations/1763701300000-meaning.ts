import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What vectors know beyond letters; where that is not known, all is measured anew. */
export class Meaning1763701300000 implements MigrationInterface {
  name = 'Meaning1763701300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE embedding_quality ADD COLUMN meaning double precision');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE embedding_quality DROP COLUMN meaning');
  }
}
