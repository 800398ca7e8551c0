/**
 * What the software is made of, and whether that may be shipped: licences of everything that runs, integrity of the lock,
 * install scripts on the list of package.json (`allowScripts`) and nothing else, no known high or critical hole.
 *
 * `node scripts/supply-chain.mjs [--offline] [--sbom FILE] [--refresh]`
 * - holes are asked of the registry (`npm audit`); where it does not answer, or with --offline, of scripts/advisories.json.
 *   The last line says which of the two spoke.
 * - --sbom writes a CycloneDX list of what runs; --refresh writes advisories.json anew from the registry.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DATABASE = join(ROOT, 'scripts', 'advisories.json');
const REGISTRY_ANSWERS_MS = 30_000;

/** Permissive, and known to the project. */
const LICENCES = new Set(
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 ISC MIT MIT-0 Python-2.0 Unlicense Zlib'.split(' '),
);
/** Named in a way that is no SPDX id; what their licence file says. */
const SPOKEN_FOR = { BSD: 'BSD-2-Clause' };
const REGISTRY_HOST = 'registry.npmjs.org';
const BLOCKING = new Set(['high', 'critical']);

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Everything of a lock file but the project itself, as { path, name, ...entry }. */
export function packagesOf(lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: entry.name ?? nameOf(path) }));
}

/** Every package of the lock has a SHA-512 of what was installed, and comes from the public registry. */
export function lockProblems(lock) {
  return packagesOf(lock).flatMap(({ path, link, integrity = '', resolved }) => {
    if (link) return [`${path} is a link to a folder`];
    const problems = integrity.startsWith('sha512-') ? [] : [`${path} has no SHA-512 in the lock`];
    if (resolved !== undefined && hostOf(resolved) !== REGISTRY_HOST) problems.push(`${path} comes from elsewhere`);
    return problems;
  });
}

/** What wants to run a script when it is installed must be on the list, for or against; what is on the list must be there. */
export function scriptProblems(lock, allowed) {
  const wanting = new Set(
    packagesOf(lock)
      .filter(({ hasInstallScript }) => hasInstallScript)
      .map(({ name }) => name),
  );
  const present = new Set(packagesOf(lock).map(({ name }) => name));
  return [
    ...[...wanting].filter((name) => !(name in allowed)).map((name) => `${name} has an install script and no entry`),
    ...Object.keys(allowed)
      .filter((name) => !present.has(name))
      .map((name) => `${name} is on the list of install scripts and nowhere else`),
  ];
}

/** `licenceOf(package)` gives what the package itself says where the lock says nothing. */
export function licenceProblems(lock, licenceOf) {
  return packagesOf(lock)
    .filter(({ dev, devOptional }) => !dev && !devOptional)
    .flatMap((one) => {
      const licence = one.license ?? licenceOf(one);
      return isAllowed(licence) ? [] : [`${one.name}@${one.version}: licence ${licence ?? 'not named'}`];
    });
}

/** An SPDX expression of AND, OR and parentheses. */
export function isAllowed(expression) {
  if (typeof expression !== 'string') return false;
  const words = expression.replace(/[()]/g, ' $& ').trim().split(/\s+/);
  const any = () => {
    let value = all();
    while (words[0] === 'OR') value = words.shift() && all() ? true : value;
    return value;
  };
  const all = () => {
    let value = one();
    while (words[0] === 'AND') value = words.shift() && one() && value;
    return value;
  };
  const one = () => {
    const word = words.shift();
    if (word !== '(') return LICENCES.has(SPOKEN_FOR[word] ?? word);
    const value = any();
    words.shift();
    return value;
  };
  const value = any();
  return value && words.length === 0;
}

/** Holes of `advisories` ({ name: [{ severity, vulnerable_versions, title, url }] }) in what runs of the lock. */
export function holesOf(lock, advisories) {
  return packagesOf(lock)
    .filter(({ dev, devOptional }) => !dev && !devOptional)
    .flatMap(({ name, version }) =>
      (advisories[name] ?? [])
        .filter((advisory) => inRange(version, advisory.vulnerable_versions))
        .map(({ severity, title, url }) => ({ name, version, severity, title, url })),
    );
}

/** `>=1.0.0 <1.2.3 || =2.0.0`, as advisories write it. A pre-release counts as the release it precedes. */
export function inRange(version, range) {
  return range
    .split('||')
    .some((part) =>
      [...part.matchAll(/([<>]?=?)\s*([\w.*+-]+)/g)].every(([, sign, wanted]) => holds(version, sign, wanted)),
    );
}

function holds(version, sign, wanted) {
  if (wanted === '*') return true;
  const order = compare(version, wanted);
  if (sign === '' || sign === '=') return order === 0;
  if (sign === '<') return order < 0;
  if (sign === '>') return order > 0;
  return sign === '<=' ? order <= 0 : order >= 0;
}

function compare(a, b) {
  const numbers = (version) => version.split(/[-+]/)[0].split('.').map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : '';
}

function installedLicence({ path }) {
  const file = join(ROOT, path, 'package.json');
  // An optional package of another platform is in the lock and not on the disk.
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'));
  const named = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ');
  return named || undefined;
}

function npm(...args) {
  const { stdout } = spawnSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: REGISTRY_ANSWERS_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout ?? '';
}

/** What `npm audit` says, or undefined where the registry does not answer it. */
function askRegistry() {
  try {
    const { vulnerabilities } = JSON.parse(npm('audit', '--omit=dev', '--json'));
    if (vulnerabilities === undefined) return undefined;
    return Object.values(vulnerabilities).flatMap(({ name, via, range }) =>
      via
        .filter((one) => typeof one === 'object')
        .map(({ severity, title, url }) => ({ name, version: range, severity, title, url })),
    );
  } catch (error) {
    console.log(`npm audit gave no report: ${error.message}`);
    return undefined;
  }
}

async function refresh(lock) {
  const wanted = {};
  for (const { name, version } of packagesOf(lock)) (wanted[name] ??= []).push(version);
  const answer = await fetch(`https://${REGISTRY_HOST}/-/npm/v1/security/advisories/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  if (!answer.ok) throw new Error(`the registry answered ${answer.status}: advisories.json stays as it is`);
  const advisories = await answer.json();
  const text = { updated: new Date().toISOString().slice(0, 10), source: 'registry', advisories };
  writeFileSync(DATABASE, `${JSON.stringify(text, null, 2)}\n`);
}

async function main(args) {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const { allowScripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  if (args.includes('--refresh')) await refresh(lock);
  const problems = [
    ...lockProblems(lock),
    ...scriptProblems(lock, allowScripts),
    ...licenceProblems(lock, installedLicence),
  ];
  const database = JSON.parse(readFileSync(DATABASE, 'utf8'));
  const asked = args.includes('--offline') ? undefined : askRegistry();
  const holes = [...(asked ?? []), ...holesOf(lock, database.advisories)];
  for (const { name, version, severity, title, url } of holes) {
    const line = `${name} ${version}: ${severity}: ${title} (${url})`;
    if (BLOCKING.has(severity)) problems.push(line);
    else console.log(`told, not blocking: ${line}`);
  }
  if (args.includes('--sbom')) {
    const sbom = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only');
    writeFileSync(args[args.indexOf('--sbom') + 1], sbom);
    console.log(`SBOM: ${JSON.parse(sbom).components.length} components`);
  }
  for (const problem of problems) console.log(`supply chain: ${problem}`);
  const local = `${Object.keys(database.advisories).length} packages, of ${database.updated}`;
  const spoke = asked
    ? 'the registry (npm audit) and scripts/advisories.json'
    : `scripts/advisories.json only (${local})`;
  console.log(`${packagesOf(lock).length} packages, ${problems.length} problems; holes were asked of ${spoke}`);
  process.exit(problems.length ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
