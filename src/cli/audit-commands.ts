/** `rai audit …`: whether the audit log is whole. */
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { loadConfiguration } from '../config/configuration.js';
import { openDatabase } from '../platform/database/open-database.js';
import { SCHEMA } from '../schema.js';
import { verifyAudit } from '../settings/audit/verify-audit.js';

export function addAuditCommands(program: Command): void {
  program
    .command('audit')
    .description('the log of what administrators and accounts did')
    .command('verify')
    .description('check that no entry was changed or taken out; exit code 1 where one was')
    .action(async () => void (process.exitCode = await verify()));
}

async function verify(): Promise<number> {
  const config = loadConfiguration().database;
  const { database, dataSource, close } = await openDatabase(config, SCHEMA, { migrations: false, create: false });
  try {
    await assertHasLog(dataSource);
    const { ok, entries, head, broken_at: brokenAt } = await verifyAudit(database);
    const words = ok ? `The chain holds. Head: ${head}` : `The chain is broken at entry ${brokenAt}.`;
    process.stdout.write(`${entries} entries are in order. ${words}\n`);
    return ok ? 0 : 1;
  } finally {
    await close();
  }
}

async function assertHasLog(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  const hasLog = await runner.hasTable('audit_entries');
  await runner.release();
  if (!hasLog) throw new AppError('not_found', 'the database holds no audit log yet; it is made by: rai migrate');
}
