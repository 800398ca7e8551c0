import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
// @ts-ignore: a script without types
import * as script from './promise-table.mjs';

interface Suite {
  file: string;
  passed: number;
  failed: number;
  skipped: number;
}
interface Timed extends Suite {
  began: number;
  ended: number;
}
interface Evidence {
  number: number;
  passed: number;
  held: boolean;
  lacking: string[];
}
const { PROMISES, evidenceOf, timeOf, toDocument } = script as {
  PROMISES: { number: number; tests: string[] }[];
  evidenceOf(results: { long: boolean; suites: Suite[] }): Evidence[];
  timeOf(results: { suites: Timed[] }): { sum: number; wall: number } | undefined;
  toDocument(evidence: Evidence[], results: { date: string; long: boolean; suites: Suite[] }, command: string): string;
};

const specs = ['src', 'test', 'scripts']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path))))
  .filter((path) => path.endsWith('.spec.ts'));
const covers = (path: string, file: string) => file === path || (path.endsWith('/') && file.startsWith(path));
const suites = specs.map((file) => ({ file, passed: 1, failed: 0, skipped: 0 }));
const broken = (change: (all: Suite[]) => Suite[]) =>
  evidenceOf({ long: false, suites: change(suites.map((one) => ({ ...one }))) })
    .filter(({ held }) => !held)
    .map(({ number }) => number);

describe('the table of promises', () => {
  it('names suites that are there, for all fifteen, and every suite of test/promises', () => {
    expect(PROMISES.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    const named = PROMISES.flatMap(({ tests }) => tests);
    expect(named.filter((path) => !specs.some((file) => covers(path, file)))).toEqual([]);
    const own = specs.filter((file) => file.startsWith('test/promises/'));
    expect(own.filter((file) => !named.some((path) => covers(path, file)))).toEqual([]);
  });

  it('holds what ran whole, and nothing else', () => {
    expect(broken((all) => all)).toEqual([]);
    expect(broken(() => [])).toHaveLength(15);
    const without = (file: string) => broken((all) => all.filter((one) => one.file !== file));
    expect(without('test/e2e/crash/kill.spec.ts')).toEqual([1]);
    const failing = (file: string) =>
      broken((all) => all.map((one) => (one.file === file ? { ...one, failed: 1 } : one)));
    expect(failing('test/e2e/chat/faults.spec.ts')).toEqual([3, 4]);
    const leftOut = (file: string) =>
      broken((all) => all.map((one) => (one.file === file ? { ...one, passed: 0, skipped: 9 } : one)));
    expect(leftOut('test/promises/outbound/every-feature.spec.ts')).toEqual([9]);
  });

  it('says how long the suites of promises took, and no others', () => {
    const ran = (file: string, began: number, ended: number) => ({
      file,
      passed: 1,
      failed: 0,
      skipped: 0,
      began,
      ended,
    });
    const timed = [
      ran('test/e2e/crash/kill.spec.ts', 5000, 305_000),
      ran('test/e2e/auth/keys.spec.ts', 205_000, 405_000),
      ran('src/common/ids.spec.ts', 1000, 900_000),
    ];
    expect(timeOf({ suites: timed })).toEqual({ sum: 500, wall: 400 });
    expect(timeOf({ suites: [] })).toBeUndefined();
    const results = { date: '2026-01-02T00:00:00.000Z', long: false, suites: timed };
    expect(toDocument(evidenceOf(results), results, 'npm test')).toContain('took 8 min 20 s one after another');
  });

  it('says in the document what did not run', () => {
    const results = { date: '2026-01-02T00:00:00.000Z', long: false, suites: [] };
    const text = toDocument(evidenceOf(results), results, 'npm test');
    expect(text.match(/\*\*not held\*\*/g)).toHaveLength(15);
    expect(text).toContain('`test/e2e/crash/kill.spec.ts` **did not run**');
    expect(text).not.toMatch(/\| held \|/);
  });
});
