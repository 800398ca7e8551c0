/** `rai backup` and `rai restore`: the whole instance in one file. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { SystemClock } from '../common/clock.js';
import { type Configuration, loadConfiguration } from '../config/configuration.js';
import type { FileStore } from '../platform/files/file-store.js';
import { openFileStore } from '../platform/files/open-file-store.js';
import { writeBackup } from './backup/backup-file.js';
import { restore } from './backup/restore.js';

const clock = new SystemClock();
const PG_DUMP =
  'PostgreSQL is not in it. Copy that with its own tools, after this command:\n  pg_dump --format=custom --file=rai.dump "$DATABASE_URL"\nand put it back with pg_restore before this file.';

export function addBackupCommands(program: Command): void {
  program
    .command('backup <file>')
    .description('write database and files into one file, while the server runs')
    .action(backup);
  program
    .command('restore <file>')
    .description('put a backup in place; the server must be stopped')
    .option('--force', 'where there is a database already: put it aside')
    .action(restoreFrom);
}

async function backup(file: string): Promise<void> {
  const configuration = loadConfiguration();
  const { sqlitePath } = configuration.database;
  const report = await writeBackup(resolve(file), {
    sqlitePath,
    files: await filesOf(configuration),
    now: clock.iso(),
  });
  say(`${resolve(file)}: ${report.database ? 'the database and ' : ''}${report.files} files.`);
  if (report.missing) say(`${report.missing} files were deleted meanwhile.`);
  if (!report.database) say(PG_DUMP);
}

async function restoreFrom(file: string, { force = false }: { force?: boolean }): Promise<void> {
  const configuration = loadConfiguration();
  const options = { force, now: clock.iso() };
  const report = await restore(resolve(file), configuration, await filesOf(configuration), options);
  say(
    `Restored what there was at ${report.createdAt}: ${report.files} files${report.database ? ' and the database' : ''}.`,
  );
  if (report.previous) say(`What was there before: ${report.previous}`);
  if (!report.database) say('The database is restored with pg_restore.');
}

function filesOf({ app, files }: Configuration): Promise<FileStore> {
  return openFileStore(files, app.dataDir, clock);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
