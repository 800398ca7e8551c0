import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which turns of a user have ended last, for the next one to know what is still being learned from them. */
export class EndedTurns1763701400000 implements MigrationInterface {
  name = 'EndedTurns1763701400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX ix_turns_ended ON turns (user_id, ended_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_turns_ended');
  }
}
