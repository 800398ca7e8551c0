import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is no longer true is asked for in every turn, and is little of what an account knows; so is what a memory took the place of. */
export class UntrueMemories1763701600000 implements MigrationInterface {
  name = 'UntrueMemories1763701600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX ix_memories_untrue ON memories (user_id, updated_at) WHERE superseded_by IS NOT NULL OR valid_to IS NOT NULL',
    );
    await runner.query(
      'CREATE INDEX ix_memories_superseded ON memories (user_id, superseded_by) WHERE superseded_by IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_memories_superseded');
    await runner.query('DROP INDEX ix_memories_untrue');
  }
}
