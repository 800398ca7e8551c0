import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each version of a memory speaks of, for the way back; of versions from before that is not known. */
export class VersionAttributes1763701500000 implements MigrationInterface {
  name = 'VersionAttributes1763701500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE memory_versions ADD COLUMN attribute text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE memory_versions DROP COLUMN attribute');
  }
}
