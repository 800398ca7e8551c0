/**
 * `npm test`: builds, then every suite: units, contracts, end to end on SQLite in one process and, where they answer, on
 * PostgreSQL and Redis in two behind a proxy, the console where there is a Chromium. `TEST_TOPOLOGY=one` keeps to one
 * process everywhere; `TEST_TOPOLOGY=replicas` runs every suite that can be run so on two servers, and nothing else. With
 * CI=true a service that is missing is a failure. Arguments go to jest. TEST_RESULTS=<file> gets a row for each suite, for
 * `npm run test:promises`. Ends with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildIfStale, ROOT } from './build-if-stale.mjs';
import { ownerProblems } from './check-owners.mjs';
import { CHROMIUM, POSTGRES_URL, postgresProblem, REDIS_URL, redisProblem } from './services.mjs';
import { suitesOf } from './test-results.mjs';

/** Suites wait as often as they work, for clocks, disks and servers that start: one more than there are cores. */
const WORKERS = availableParallelism() + 1;

const isReplicas = process.env.TEST_TOPOLOGY === 'replicas';
const isCi = process.env.CI === 'true' || process.env.CI === '1';
const missing = [];
const environment = { ...process.env, TEST_POSTGRES_URL: POSTGRES_URL, TEST_DATABASES: 'sqlite' };

const postgres = await postgresProblem();
if (postgres) missing.push(`PostgreSQL suites: ${redacted(POSTGRES_URL)}: ${postgres} (set TEST_POSTGRES_URL)`);
else environment.TEST_DATABASES = 'sqlite,postgres';
const redis = await redisProblem();
if (redis) {
  missing.push(`Redis suites: ${redacted(REDIS_URL)}: ${redis} (set TEST_REDIS_URL)`);
  delete environment.TEST_REDIS_URL;
} else environment.TEST_REDIS_URL = REDIS_URL;

if (!postgres && redis) missing.push('Two servers behind a proxy: the suites on PostgreSQL ran on one');

if (CHROMIUM) environment.TEST_CHROMIUM = CHROMIUM;
else missing.push('Console suites: no Chromium was found (set TEST_CHROMIUM)');

if (missing.length && isCi) {
  for (const line of missing) console.error(`FAIL ${line}`);
  console.log(`0 passed, ${missing.length} failed`);
  process.exit(1);
}

if (isReplicas && (postgres || redis)) {
  for (const line of missing) console.error(`FAIL ${line}`);
  console.log(`0 passed, ${missing.length} failed`);
  process.exit(1);
}

buildIfStale();
const folder = mkdtempSync(join(tmpdir(), 'rai-jest-'));
const statements = join(folder, 'statements');
mkdirSync(statements);
environment.TEST_SQL_RECORD = statements;
const given = process.argv.slice(2);
const runs = [runTwice('all', isReplicas ? onReplicas(given) : given, environment)];
if (!given.length) runs.push(await owners());
if (process.env.TEST_RESULTS) noteResults(process.env.TEST_RESULTS);
rmSync(folder, { recursive: true, force: true });
for (const line of missing) console.log(`Left out: ${line}`);
const sum = (count) => runs.reduce((all, run) => all + run[count], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exit(runs.every(({ ok }) => ok) && sum('failed') === 0 && sum('passed') > 0 ? 0 : 1);

function noteResults(file) {
  const written = ['all', 'all-again'].map((name) => join(folder, `${name}.json`)).filter((path) => existsSync(path));
  const result = { date: new Date().toISOString(), long: process.env.TEST_LONG === '1', missing };
  writeFileSync(file, JSON.stringify({ ...result, suites: suitesOf(...written) }));
}

/** Of what can be run on two servers. The reasons are in the list. */
function onReplicas(args) {
  const out = Object.keys(JSON.parse(readFileSync(join(ROOT, 'test/support/one-process.json'), 'utf8')));
  return [...args, '--selectProjects', 'e2e', ...out.flatMap((path) => ['--testPathIgnorePatterns', path])];
}

/** Every statement the servers sent is one more thing to hold. */
async function owners() {
  const { statements: count, problems } = await ownerProblems(statements);
  for (const problem of problems) console.log(`Without its owner: ${problem}`);
  console.log(`${count} statements, ${problems.length} without their owner`);
  // Told, not failed: the list of what a server may do over all accounts is not complete yet.
  return { passed: problems.length ? 0 : 1, failed: 0, ok: true };
}

/** What fails beside everything else is run once more alone, and told: a second failure counts, a first one is a lead. */
function runTwice(name, args, env) {
  const first = runJest(name, [`--maxWorkers=${WORKERS}`, ...args], env);
  if (!first.failedFiles.length) return { ...first, ok: first.status === 0 };
  for (const file of first.failedFiles) console.log(`Failed at first, run again alone: ${relative(ROOT, file)}`);
  const again = runJest(`${name}-again`, ['--maxWorkers=1', '--runTestsByPath', ...first.failedFiles], env);
  const passed = first.passed - first.passedInFailedFiles + again.passed;
  return { passed, failed: again.failed, ok: again.status === 0 };
}

function runJest(name, args, env) {
  const result = join(folder, `${name}.json`);
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  // jest prints its report on stderr and, with --json, the whole result on stdout.
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings=ExperimentalWarning',
      jest,
      '--json',
      `--outputFile=${result}`,
      ...args,
    ],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env },
  );
  return { status, ...count(result) };
}

/** A suite that could not even be loaded counts as one failure, and so does a run that wrote no result. */
function count(file) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
      readFileSync(file, 'utf8'),
    );
    const failing = testResults.filter(({ status }) => status === 'failed');
    const passing = failing.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'passed'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      failedFiles: failing.map(({ name }) => name),
      passedInFailedFiles: passing.length,
    };
  } catch (error) {
    console.error(`jest wrote no result: ${error.message}`);
    return { passed: 0, failed: 1, failedFiles: [], passedInFailedFiles: 0 };
  }
}

function redacted(url) {
  return url.replace(/\/\/[^@/]*@/, '//');
}
