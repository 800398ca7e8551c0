/** The command line: `npm run rai -- <command>`. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { loadConfiguration } from '../config/configuration.js';
import { openDatabase } from '../platform/database/open-database.js';
import { SCHEMA } from '../schema.js';
import { addAskCommands } from './ask-commands.js';
import { addAuditCommands } from './audit-commands.js';
import { addBackupCommands } from './backup-commands.js';
import { doctor } from './doctor.js';
import { launch } from './launch.js';
import { addMoveCommands } from './move-commands.js';
import { SERVER } from './server-entry.js';
import { addUserCommands } from './user-commands.js';
import { exitCodeOf, whatWentWrong } from './what-went-wrong.js';

/** Of this project, seen from dist/src/cli. */
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('rai').description('RAI Chat from the command line').version(version);

program
  .command('start')
  .description('run the server')
  .action(async () => void (await import(SERVER.href)));

program
  .command('migrate')
  .description('bring the database to the newest schema; on SQLite a copy is kept first')
  .action(async () => {
    const { report, close } = await openDatabase(loadConfiguration().database, SCHEMA);
    await close();
    if (report.backup) process.stdout.write(`A copy was kept: ${report.backup}\n`);
    process.stdout.write(report.ran.length ? `Ran: ${report.ran.join(', ')}\n` : 'Nothing to do.\n');
  });

program
  .command('doctor')
  .description('check configuration, database, model server, disk and port')
  .action(async () => void (process.exitCode = await doctor()));

program
  .command('launch')
  .description('start the model server of LLM_ENGINE_COMMAND and the API together')
  .action(async () => void (process.exitCode = await launch()));

addUserCommands(program);
addAuditCommands(program);
addBackupCommands(program);
addMoveCommands(program);
addAskCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${whatWentWrong(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
