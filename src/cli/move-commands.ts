/** `rai move`: the whole instance from SQLite to PostgreSQL or back. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../common/app-error.js';
import { SystemClock } from '../common/clock.js';
import { loadConfiguration } from '../config/configuration.js';
import { DiskFileStore } from '../platform/files/disk-file-store.js';
import { copyFiles } from './move/copy-files.js';
import { move } from './move/move.js';
import { openSide, type Side } from './move/open-side.js';

interface Wanted {
  from: string;
  to: string;
  filesTo?: string;
}

export function addMoveCommands(program: Command): void {
  program
    .command('move')
    .description('move the instance to another database; run it again where it was cut. No server may run')
    .requiredOption('--from <url>', 'sqlite:<path> or postgres://…')
    .requiredOption('--to <url>', 'an empty database; its tables are made')
    .option('--files-to <folder>', 'the DATA_DIR of the new server, where that is not the one of this')
    .action(moveBetween);
}

async function moveBetween({ from, to, filesTo }: Wanted): Promise<void> {
  if (from === to) throw new AppError('bad_request', '--from and --to are the same database');
  if (to === 'sqlite::memory:') throw new AppError('bad_request', '--to names a database that goes with this command');
  const path = /^sqlite:(.+)/.exec(from)?.[1];
  if (path !== undefined && !existsSync(path)) throw new AppError('not_found', `there is no database at ${path}`);
  let source: Side | undefined;
  let target: Side | undefined;
  try {
    source = await openSide(from, { migrations: false });
    target = await openSide(to, { migrations: true });
    const moved = await move(source, target, { say, files: () => moveFiles(filesTo) });
    for (const { name, rows, checksum } of moved)
      say(`${String(rows).padStart(10)}  ${checksum.slice(0, 16)}  ${name}`);
    say(`Moved and checked: ${moved.length} tables. Set DATABASE_URL=${target.name} and start the server.`);
  } finally {
    await target?.close();
    await source?.close();
  }
}

/** Bytes lie beside the database only as SQLite does; where DATA_DIR stays the same they stay too. */
async function moveFiles(folder: string | undefined): Promise<void> {
  const { app, files: config } = loadConfiguration();
  const { dataDir } = app;
  if (config.s3) return say(`The files stay in the bucket ${config.s3.bucket}.`);
  if (folder === undefined || resolve(folder) === dataDir) return say(`The files stay in ${dataDir}.`);
  const clock = new SystemClock();
  const store = (place: string) => new DiskFileStore(join(place, 'files'), clock);
  const { files, copied } = await copyFiles(store(dataDir), store(resolve(folder)));
  say(`${files} files, ${copied} of them copied to ${resolve(folder)}.`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
