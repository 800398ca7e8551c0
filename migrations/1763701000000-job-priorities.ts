import type { MigrationInterface, QueryRunner } from 'typeorm';

const DUE = "WHERE state IN ('queued', 'running')";

/** Which of the waiting jobs of one kind comes first. */
export class JobPriorities1763701000000 implements MigrationInterface {
  name = 'JobPriorities1763701000000';

  async up(runner: QueryRunner): Promise<void> {
    // Not addColumn: on SQLite that writes the whole table anew.
    await runner.query('ALTER TABLE jobs ADD COLUMN priority integer NOT NULL DEFAULT 1');
    await runner.query('DROP INDEX ix_jobs_due');
    await runner.query(`CREATE INDEX ix_jobs_due ON jobs (priority, run_after) ${DUE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_jobs_due');
    await runner.query(`CREATE INDEX ix_jobs_due ON jobs (run_after) ${DUE}`);
    await runner.query('ALTER TABLE jobs DROP COLUMN priority');
  }
}
