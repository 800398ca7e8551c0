/**
 * `npm run migration:run|revert|show|log`: the migrations on the configured database, as the server itself runs them
 * (backup first, all or nothing). `log` prints the SQL by which the entities differ from the tables; it should print none.
 */
import { buildIfStale } from './build-if-stale.mjs';

buildIfStale();
const { loadConfiguration } = await import('../dist/src/config/configuration.js');
const { openDatabase } = await import('../dist/src/platform/database/open-database.js');
const { revertLast } = await import('../dist/src/platform/database/migrate.js');
const { SCHEMA } = await import('../dist/src/schema.js');

const COMMANDS = {
  run: ({ report }) => {
    if (report.backup) console.log(`Backed up to ${report.backup}`);
    console.log(report.ran.length ? `Ran ${report.ran.join(', ')}` : 'Nothing to run.');
  },
  revert: async ({ dataSource }) => {
    const { reverted, backup } = await revertLast(dataSource);
    if (backup) console.log(`Backed up to ${backup}`);
    console.log(reverted ? `Reverted ${reverted}` : 'Nothing to revert.');
  },
  show: async ({ dataSource }) => {
    const done = new Set(await executed(dataSource));
    for (const { name } of dataSource.migrations) console.log(`[${done.has(name) ? 'X' : ' '}] ${name}`);
  },
  log: async ({ dataSource }) => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    for (const { query } of upQueries) console.log(`${query};`);
    console.log(upQueries.length ? `${upQueries.length} differences` : 'No differences.');
    if (upQueries.length) process.exitCode = 1;
  },
};

/** Names of the migrations that were run, oldest first; none before the table exists. */
async function executed(dataSource) {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable('schema_migrations'))) return [];
    const rows = await runner.query('SELECT name FROM schema_migrations ORDER BY timestamp');
    return rows.map(({ name }) => name);
  } finally {
    if (dataSource.options.type === 'postgres') await runner.release();
  }
}

const command = process.argv[2];
if (!Object.hasOwn(COMMANDS, command ?? '')) {
  console.error(`Usage: npm run migration:<${Object.keys(COMMANDS).join('|')}>`);
  process.exit(64);
}
try {
  const opened = await openDatabase(loadConfiguration().database, SCHEMA, {
    // Looking harms nobody: a server may run meanwhile.
    exclusive: command === 'run' || command === 'revert',
    migrations: command === 'run',
  });
  try {
    await COMMANDS[command](opened);
  } finally {
    await opened.close();
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
