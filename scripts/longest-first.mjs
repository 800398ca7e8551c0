/**
 * The order in which jest hands suites to its workers: those of the promises first, so that it can be told how long they
 * take; then those known to take long, in the order of the list, so that none of them is left alone at the end; then by
 * size.
 */
import { readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './build-if-stale.mjs';
import { isOfPromise } from './promise-table.mjs';

const SLOWEST = JSON.parse(readFileSync(join(ROOT, 'test/support/slowest.json'), 'utf8'));

export default class LongestFirst {
  sort(tests) {
    const ranked = tests.map((test) => ({ test, rank: rankOf(test.path), size: statSync(test.path).size }));
    return ranked.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ test }) => test);
  }

  shard(tests, { shardIndex, shardCount }) {
    return this.sort(tests).filter((_, i) => i % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  /** Nothing is kept between runs: the list is. */
  cacheResults() {}
}

function rankOf(path) {
  const file = relative(ROOT, path).split(sep).join('/');
  const at = SLOWEST.indexOf(file);
  return (isOfPromise(file) ? 0 : SLOWEST.length + 1) + (at < 0 ? SLOWEST.length : at);
}
