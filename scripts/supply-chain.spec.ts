import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
// eslint-disable-next-line @typescript-eslint/ban-ts-comment
// @ts-ignore: a script without types
import * as script from './supply-chain.mjs';

interface Package {
  version?: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  dev?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
}
interface Lock {
  packages: Record<string, Package>;
}
const { holesOf, inRange, isAllowed, licenceProblems, lockProblems, scriptProblems } = script as {
  holesOf(lock: Lock, advisories: object): { name: string; severity: string }[];
  inRange(version: string, range: string): boolean;
  isAllowed(expression: unknown): boolean;
  licenceProblems(lock: Lock, licenceOf: () => string | undefined): string[];
  lockProblems(lock: Lock): string[];
  scriptProblems(lock: Lock, allowed: object): string[];
};

const good: Package = { version: '1.2.3', license: 'MIT', integrity: 'sha512-x' };
const lockOf = (one: Package): Lock => ({ packages: { '': {}, 'node_modules/@a/one': { ...good, ...one } } });

describe('what the software is made of', () => {
  it('has a SHA-512 for every package, from the public registry', () => {
    expect(lockProblems(lockOf({}))).toEqual([]);
    expect(lockProblems(lockOf({ resolved: 'https://registry.npmjs.org/a/-/a.tgz' }))).toEqual([]);
    for (const one of [
      { integrity: undefined },
      { integrity: 'sha1-x' },
      { link: true },
      { resolved: 'https://example.org/a.tgz' },
      { resolved: 'git+ssh://git@github.com/a/a.git' },
      { resolved: 'https://registry.npmjs.org.example.org/a.tgz' },
    ]) {
      expect([one, lockProblems(lockOf(one))]).toEqual([one, [expect.any(String)]]);
    }
  });

  it('runs no install script nobody has decided about', () => {
    const wants = lockOf({ hasInstallScript: true });
    expect(scriptProblems(wants, { '@a/one': false })).toEqual([]);
    expect(scriptProblems(wants, {})).toEqual(['@a/one has an install script and no entry']);
    expect(scriptProblems(lockOf({}), { gone: true })).toHaveLength(1);
  });

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['GPL-3.0-or-later OR (AGPL-3.0 OR ISC)', true],
    ['MIT AND Zlib', true],
    ['MIT AND GPL-2.0', false],
    ['(MIT OR ISC) AND GPL-2.0', false],
    ['GPL-3.0-only', false],
    ['AGPL-3.0', false],
    ['SEE LICENSE IN file', false],
    ['MIT GPL-2.0', false],
    ['', false],
    [undefined, false],
  ])('takes the licence %s: %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  it('asks the package itself where the lock names no licence, and looks at what runs only', () => {
    expect(licenceProblems(lockOf({ license: undefined }), () => 'ISC')).toEqual([]);
    expect(licenceProblems(lockOf({ license: undefined }), () => undefined)).toHaveLength(1);
    expect(licenceProblems(lockOf({ license: 'GPL-3.0' }), () => 'MIT')).toHaveLength(1);
    expect(licenceProblems(lockOf({ license: 'GPL-3.0', dev: true }), () => 'MIT')).toEqual([]);
  });

  it.each([
    ['1.2.3', '<1.2.4', true],
    ['1.2.4', '<1.2.4', false],
    ['1.10.0', '<1.9.0', false],
    ['2.0.0', '>=1.0.0 <2.0.0', false],
    ['1.9.9', '>=1.0.0 <2.0.0 || =3.0.0', true],
    ['3.0.0', '>=1.0.0 <2.0.0 || =3.0.0', true],
    ['3.0.1', '>=1.0.0 <2.0.0 || =3.0.0', false],
    ['2.0.0-beta.1', '<=2.0.0', true],
    ['5.0.0', '*', true],
    ['1.5.0', '>= 1.0.0 < 1.6.0', true],
  ])('%s is in %s: %s', (version, range, expected) => {
    expect(inRange(version, range)).toBe(expected);
  });

  it('finds a known hole in what runs', () => {
    const advisories = { '@a/one': [{ severity: 'high', vulnerable_versions: '<1.3.0', title: 't', url: 'u' }] };
    expect(holesOf(lockOf({}), advisories)).toMatchObject([{ name: '@a/one', severity: 'high' }]);
    expect(holesOf(lockOf({ version: '1.3.0' }), advisories)).toEqual([]);
    expect(holesOf(lockOf({ dev: true }), advisories)).toEqual([]);
  });

  it('of this project holds all of it', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { allowScripts: object };
    const { advisories } = JSON.parse(readFileSync('scripts/advisories.json', 'utf8')) as { advisories: object };
    expect(Object.keys(lock.packages).length).toBeGreaterThan(500);
    expect([...lockProblems(lock), ...scriptProblems(lock, allowScripts)]).toEqual([]);
    expect(holesOf(lock, advisories).filter(({ severity }) => /high|critical/.test(severity))).toEqual([]);
  });
});
