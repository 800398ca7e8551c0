/**
 * `npm test`: builds, then every suite: units, contracts, end to end on SQLite, and on PostgreSQL (and with Redis) where
 * they answer, the console where there is a Chromium. With CI=true a service that is missing is a failure. Arguments go
 * to jest. Ends with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildIfStale, ROOT } from './build-if-stale.mjs';
import { CHROMIUM, POSTGRES_URL, postgresProblem, REDIS_URL, redisProblem } from './services.mjs';

const isCi = process.env.CI === 'true' || process.env.CI === '1';
const missing = [];
const environment = { ...process.env, TEST_POSTGRES_URL: POSTGRES_URL, TEST_DATABASES: 'sqlite' };

const postgres = await postgresProblem();
if (postgres) missing.push(`PostgreSQL suites: ${redacted(POSTGRES_URL)}: ${postgres} (set TEST_POSTGRES_URL)`);
else environment.TEST_DATABASES = 'sqlite,postgres';
const redis = await redisProblem();
if (redis) missing.push(`Redis suites: ${redacted(REDIS_URL)}: ${redis} (set TEST_REDIS_URL)`);
else environment.TEST_REDIS_URL = REDIS_URL;

if (CHROMIUM) environment.TEST_CHROMIUM = CHROMIUM;
else missing.push('Console suites: no Chromium was found (set TEST_CHROMIUM)');

if (missing.length && isCi) {
  for (const line of missing) console.error(`FAIL ${line}`);
  console.log(`0 passed, ${missing.length} failed`);
  process.exit(1);
}

buildIfStale();
const folder = mkdtempSync(join(tmpdir(), 'rai-jest-'));
const first = runJest('first', ['--maxWorkers=2', ...process.argv.slice(2)]);
// What fails beside everything else is run once more alone, and told: a second failure counts, a first one is a lead.
const again = first.failedFiles.length
  ? runJest('again', ['--maxWorkers=1', '--runTestsByPath', ...first.failedFiles])
  : undefined;
rmSync(folder, { recursive: true, force: true });
for (const file of first.failedFiles) console.log(`Failed at first, run again alone: ${relative(ROOT, file)}`);
for (const line of missing) console.log(`Left out: ${line}`);
const passed = first.passed - first.passedInFailedFiles + (again?.passed ?? 0);
const failed = again ? again.failed : first.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exit((again ?? first).status === 0 && failed === 0 && passed > 0 ? 0 : 1);

function runJest(name, args) {
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
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: environment },
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
