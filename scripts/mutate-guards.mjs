/**
 * `npm run test:mutants`: proves that the isolation suite can fail. In a copy of dist/ one guard or one owner filter is
 * taken away at a time, and the suite is asked again, on SQLite; a mutant it does not notice is a failure. A sample of
 * them, or all with TEST_LONG=1. Not in .ci/run: all take twenty minutes. Words given are looked for in their names.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { buildIfStale, ROOT } from './build-if-stale.mjs';
import { GUARD_MUTANTS, MARK_MUTANTS } from './guard-mutants.mjs';

/** Every so manyth in the sample. */
const SAMPLE = 10;
/** A suite that hangs has noticed too. */
const PATIENCE_MS = 240_000;

buildIfStale();
const lab = mkdtempSync(join(tmpdir(), 'rai-mutants-'));
cpSync(join(ROOT, 'dist'), join(lab, 'dist'), { recursive: true });
cpSync(join(ROOT, 'package.json'), join(lab, 'package.json'));
symlinkSync(join(ROOT, 'node_modules'), join(lab, 'node_modules'));
const sources = join(lab, 'dist', 'src');

const all = [...GUARD_MUTANTS.map(written), ...MARK_MUTANTS.flatMap(found)];
const words = process.argv.slice(2);
const named = all.filter(({ name }) => words.every((word) => name.includes(word)));
const chosen = process.env.TEST_LONG === '1' || words.length ? named : named.filter((_, n) => n % SAMPLE === 0);

// What the suite says of the untouched copy is the measure: red here, and every mutant would seem noticed.
if (ask('') !== 0) fail('The suite is red without any mutant: mend that first.');
const rows = chosen.map((mutant) => {
  const began = Date.now();
  const path = join(sources, mutant.file);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, mutant.text);
  const status = ask(mutant.tests, mutant.suite);
  writeFileSync(path, whole);
  const verdict = status === 0 ? 'SURVIVED' : 'killed';
  console.log(`${verdict.padEnd(8)}  ${`${Math.round((Date.now() - began) / 1000)} s`.padStart(5)}  ${mutant.name}`);
  return verdict;
});
rmSync(lab, { recursive: true, force: true });
const survived = rows.filter((verdict) => verdict === 'SURVIVED').length;
console.log(
  `${rows.length - survived} of ${rows.length} mutants killed${chosen.length < all.length ? ` (of ${all.length}: TEST_LONG=1 asks all)` : ''}`,
);
console.log(`${rows.length - survived} passed, ${survived} failed`);
if (chosen.length === all.length) noteRun(rows.length, rows.length - survived);
process.exit(survived || !rows.length ? 1 : 0);

/** For the page of promises. */
function noteRun(asked, killed) {
  const seen = { date: new Date().toISOString().slice(0, 10), how: 'TEST_LONG=1 npm run test:mutants', asked, killed };
  writeFileSync(join(ROOT, 'scripts', 'mutants-seen.json'), `${JSON.stringify(seen, null, 2)}\n`);
}

/** Runs those tests of a suite against the copy; their exit code. */
function ask(tests, suite = 'test/promises/isolation') {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const only = tests ? ['--testNamePattern', tests] : [];
  const args = ['--experimental-vm-modules', '--no-warnings', jest, '--bail', '--silent', suite, ...only];
  const env = { ...process.env, TEST_DIST: join(lab, 'dist'), TEST_DATABASES: 'sqlite' };
  return spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'ignore', timeout: PATIENCE_MS }).status;
}

/** A guard that moved must move here too: what is not found would be a mutant that is none. */
function written({ file, from, to, tests, suite, nth = 1 }) {
  const whole = readFileSync(join(sources, file), 'utf8');
  const parts = whole.split(from);
  if (from === to) fail(`${file}: the mutant changes nothing: ${from}`);
  if (parts.length !== 2 && nth === 1) fail(`${file}: stands there ${parts.length - 1} times, not once: ${from}`);
  const text = parts.slice(0, nth).join(from) + to + parts.slice(nth).join(from);
  return { name: `${file}: ${from}`, file, text, tests, suite };
}

/** One mutant for each place. */
function found({ pattern, to, tests }) {
  return readdirSync(sources, { recursive: true })
    .filter((name) => name.endsWith('.controller.js'))
    .sort()
    .flatMap((name) => {
      const file = relative(sources, join(sources, name));
      const whole = readFileSync(join(sources, file), 'utf8');
      return [...whole.matchAll(pattern)].map((match) => {
        const text = whole.slice(0, match.index) + to(...match) + whole.slice(match.index + match[0].length);
        return { name: `${file}: ${match[0]}`, file, text, tests };
      });
    });
}

function fail(message) {
  rmSync(lab, { recursive: true, force: true });
  console.error(message);
  process.exit(1);
}
