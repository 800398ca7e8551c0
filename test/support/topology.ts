/**
 * How many servers a suite talks to. On SQLite one; on PostgreSQL two of them with one Redis, behind a proxy that sends
 * every request to the next one, where there is a Redis. The suites of one-process.json are about one process, each for
 * its reason. `TEST_TOPOLOGY=one` or `replicas` forces one form for all that can be run so.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const ONE_PROCESS = Object.keys(
  JSON.parse(readFileSync(join(HERE, 'one-process.json'), 'utf8')) as Record<string, string>,
);

/** Nothing runs on SQLite then. */
export const onlyReplicas = process.env.TEST_TOPOLOGY === 'replicas';

/** Whether this suite's app is two servers, where it runs on PostgreSQL. */
export function isReplicated(): boolean {
  if (onlyReplicas) return true;
  if (process.env.TEST_TOPOLOGY === 'one' || !process.env.TEST_REDIS_URL) return false;
  const suite = relative(ROOT, expect.getState().testPath!).split(sep).join('/');
  return !ONE_PROCESS.some((path) => suite.startsWith(path));
}
