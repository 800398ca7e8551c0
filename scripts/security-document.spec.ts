import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const text = readFileSync(resolve('docs/security.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| \d/.test(line));

describe('docs/security.md', () => {
  it('names tests that exist', () => {
    const named = [...text.matchAll(/`([\w./-]+\.(?:spec\.ts|mjs))`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((path) => !existsSync(resolve(path)))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https:)([^)#]+)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(resolve(join(dirname('docs/security.md'), path))))).toEqual([]);
  });

  it('has a verdict and a reason in every row', () => {
    expect(rows.length).toBeGreaterThan(80);
    expect(rows.filter((row) => !/^\| [\d., –-]+ \| (yes|part|no|n\/a) \| \S.*\|.*\|$/.test(row))).toEqual([]);
  });
});
