/** What jest wrote (`--json`) as one row for each suite, so that others can say what has run and what has not. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from './build-if-stale.mjs';

/** Of several runs, a later row of the same suite takes the place of an earlier one, but for when it ran (milliseconds). */
export function suitesOf(...files) {
  const suites = new Map();
  for (const file of files) {
    for (const { name, status, assertionResults, startTime, endTime } of JSON.parse(readFileSync(file, 'utf8'))
      .testResults) {
      const count = (...wanted) => assertionResults.filter((one) => wanted.includes(one.status)).length;
      const passed = count('passed');
      // A suite that could not be loaded has no tests and yet failed.
      const failed = Math.max(count('failed'), status === 'failed' && !count('failed') ? 1 : 0);
      const path = relative(ROOT, name);
      const skipped = count('pending', 'skipped', 'todo', 'disabled');
      const { began = startTime, ended = endTime } = suites.get(path) ?? {};
      suites.set(path, { file: path, passed, failed, skipped, began, ended });
    }
  }
  return [...suites.values()];
}
