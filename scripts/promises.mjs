/**
 * `npm run test:promises [-- --long]`: runs the suites that hold the promises and writes what was seen to docs/promises.md.
 * `--from <file>` takes the result of a run of `npm test` (TEST_RESULTS=<file>) instead of running them again; `--out
 * <file>` writes elsewhere. A promise is held only where every suite of it ran and none of its tests failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './build-if-stale.mjs';
import { evidenceOf, PROMISES, timeOf, toDocument } from './promise-table.mjs';

const args = process.argv.slice(2);
const valueOf = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const isLong = args.includes('--long') || process.env.TEST_LONG === '1';
const from = valueOf('--from');
const command = `npm run test:promises${isLong ? ' -- --long' : ''}`;

const results = from ? JSON.parse(readFileSync(from, 'utf8')) : runSuites();
const evidence = evidenceOf(results);
writeFileSync(
  valueOf('--out') ?? join(ROOT, 'docs', 'promises.md'),
  toDocument(evidence, results, from ? 'npm test' : command, mutantsSeen()),
);
for (const { number, held, passed, failed, lacking } of evidence) {
  const why = [failed ? `${failed} failed` : '', ...lacking.map((suite) => `${suite} did not run`)].filter(Boolean);
  console.log(`${held ? 'held  ' : 'BROKEN'} ${number}: ${passed} tests${why.length ? ` (${why.join(', ')})` : ''}`);
}
const time = timeOf(results);
if (time) console.log(`their suites: ${time.sum} s one after another, ${time.wall} s several at a time`);
const broken = evidence.filter(({ held }) => !held).length;
console.log(`${evidence.length - broken} promises held, ${broken} not`);
process.exit(broken ? 1 : 0);

/** The last whole run; it takes too long to be part of this one. */
function mutantsSeen() {
  return JSON.parse(readFileSync(join(ROOT, 'scripts', 'mutants-seen.json'), 'utf8'));
}

function runSuites() {
  const folder = mkdtempSync(join(tmpdir(), 'rai-promises-'));
  const file = join(folder, 'results.json');
  const suites = [...new Set(PROMISES.flatMap(({ tests }) => tests))];
  const env = { ...process.env, TEST_RESULTS: file, ...(isLong && { TEST_LONG: '1' }) };
  const test = join(ROOT, 'scripts', 'test.mjs');
  spawnSync(process.execPath, [test, ...suites], { cwd: ROOT, stdio: 'inherit', env });
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`the suites left no result: ${error.message}`);
    return { date: new Date().toISOString(), long: isLong, missing: [], suites: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
