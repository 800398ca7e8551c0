/**
 * `npm run bench:scale`: what imports, searches and turns cost as one account grows, and as there are many accounts.
 * Prints a table and a line for each limit, writes JSON, exits 1 on a miss. Minutes, not seconds: `--users 1000` is what
 * the limits for many accounts are stated for; `--quick` is a tenth of everything; `--only import` is what an import of
 * messages costs the turns of others, in under a minute.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installExitHandlers, temporaryFolder } from '../harness/children.mjs';
import { assignCores, pinSelf } from '../harness/cores.mjs';
import { median, percentile, short } from '../harness/statistics.mjs';
import { RESULTS } from '../report/json.mjs';
import { startUpstream } from '../subjects/floors.mjs';
import { startRai } from '../subjects/rai.mjs';
import { firstText, importMessages, importPassages, register, search, shareFound, watchLiveness } from './clients.mjs';

const { values: options } = parseArgs({
  options: {
    users: { type: 'string', default: '1000' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const SHARE = options.quick ? 0.1 : 1;
const SIZES = [1000, 10_000, 100_000].map((size) => size * SHARE);
const USERS = Math.round(Number(options.users) * SHARE);
const OWN = 1000;
const SEARCHES = 200;
const TURNS = 60;
const DOCUMENTS = '/api/rag/search';
const MEMORY = '/api/memory/search';

const started = performance.now();
const progress = (text) =>
  process.stderr.write(`${String(Math.round((performance.now() - started) / 1000)).padStart(4)} s  ${text}\n`);
const rows = [];
const checks = [];
const note = (what, size, figures) => rows.push({ what, size, ...figures });
const check = (label, measured, direction, must, unit) => checks.push({ label, measured, direction, must, unit });

async function times(count, once) {
  const took = [];
  for (let number = 0; number < count; number++) took.push(await once(number));
  return took;
}

const latencies = (took) => ({ p50: percentile(took, 0.5), p95: percentile(took, 0.95) });

/** Sixteen clients at once, while somebody else asks whether the server lives. */
async function underClients(rai, account, route) {
  const stop = watchLiveness(rai);
  const took = await Promise.all(
    Array.from({ length: 16 }, (_, lane) =>
      times(SEARCHES / 4, (number) => search(rai, account, route, lane * 61 + number)),
    ),
  );
  return { took: took.flat(), live: await stop() };
}

async function growingDocuments(rai) {
  for (const size of SIZES) {
    progress(`${size} chunks of one account`);
    const account = await register(rai, `documents${size}`);
    const seconds = await importPassages(rai, account, size);
    await times(SEARCHES / 4, (number) => search(rai, account, DOCUMENTS, number));
    const took = latencies(await times(SEARCHES, (number) => search(rai, account, DOCUMENTS, number)));
    note('chunks', size, { 'imported/s': size / seconds, 'search p50': took.p50, 'search p95': took.p95 });
    if (size !== SIZES.at(-1)) continue;
    const many = await underClients(rai, account, DOCUMENTS);
    note('chunks, 16 clients', size, {
      'search p50': latencies(many.took).p50,
      'search p95': latencies(many.took).p95,
      'live p99': percentile(many.live, 0.99),
    });
    check(`import of ${size} chunks`, size / seconds, '≥', 2000, '/s');
    check(`search in ${size} chunks, p95`, took.p95, '≤', 60, ' ms');
    check('liveness under 16 clients, p99', percentile(many.live, 0.99), '≤', 20, ' ms');
  }
}

/** What memory adds to the time to the first token, asked turn about. */
async function costOfMemory(rai, account) {
  const withMemory = [];
  const without = [];
  for (let number = 0; number < TURNS; number++) {
    without.push(await firstText(rai, account, number, { memory: false }));
    withMemory.push(await firstText(rai, account, number, { memory: true }));
  }
  return median(withMemory.slice(TURNS / 4)) - median(without.slice(TURNS / 4));
}

/** Imports messages while another account's turns go on. @returns {Promise<number>} seconds */
async function importBesideTurns(rai, account, other, size) {
  const before = await times(2 * TURNS, (number) => firstText(rai, other, number));
  const importing = importMessages(rai, account, size);
  const stop = watchLiveness(rai);
  const meanwhile = [];
  let isOver = false;
  importing.finally(() => (isOver = true)).catch(() => undefined); // awaited below
  while (!isOver) meanwhile.push(await firstText(rai, other, meanwhile.length));
  const seconds = await importing;
  const live = await stop();
  check(`import of ${size} messages until recalled`, seconds, '≤', 60, ' s');
  const [quiet, busy] = [percentile(before, 0.95), percentile(meanwhile, 0.95)];
  note("other's first token, p95", size, { quiet, 'while importing': busy, turns: meanwhile.length });
  note("other's first token, p50", size, { quiet: median(before), 'while importing': median(meanwhile) });
  note('liveness, p99', size, { 'while importing': percentile(live, 0.99) });
  check("another account's turns during the import, p95", busy / quiet, '≤', 1.2, '×');
  return seconds;
}

async function growingMemory(rai, other) {
  for (const size of SIZES) {
    progress(`${size} messages of one account`);
    const account = await register(rai, `messages${size}`);
    const isLargest = size === SIZES.at(-1);
    const seconds = isLargest
      ? await importBesideTurns(rai, account, other, size)
      : await importMessages(rai, account, size);
    await times(SEARCHES / 4, (number) => search(rai, account, MEMORY, number));
    const took = latencies(await times(SEARCHES, (number) => search(rai, account, MEMORY, number)));
    const added = await costOfMemory(rai, account);
    note('messages', size, {
      'imported/s': size / seconds,
      'search p50': took.p50,
      'search p95': took.p95,
      'first token +ms': added,
    });
    if (size === SIZES[0]) check(`memory of ${size} messages, first token later by`, added, '≤', 5, ' ms');
    if (!isLargest) continue;
    check(`recall from ${size} messages, p95`, took.p95, '≤', 60, ' ms');
    check(`memory of ${size} messages, first token later by`, added, '≤', 40, ' ms');
  }
}

async function manyAccounts(rai) {
  progress(`${USERS} accounts of ${OWN} messages and ${OWN} chunks`);
  const accounts = [];
  for (let from = 0; from < USERS; from += 10) {
    const some = Array.from({ length: Math.min(10, USERS - from) }, (_, at) => register(rai, `many${from + at}`));
    accounts.push(...(await Promise.all(some)));
  }
  for (const [number, account] of accounts.entries()) {
    await importMessages(rai, account, OWN, number);
    await importPassages(rai, account, OWN);
    if (number % 100 === 99) progress(`${number + 1} accounts filled`);
  }
  const anyone = (number) => accounts[(number * 7919) % accounts.length];
  for (const [what, route] of [
    ['messages', MEMORY],
    ['chunks', DOCUMENTS],
  ]) {
    const took = latencies(await times(2 * SEARCHES, (number) => search(rai, anyone(number), route, number)));
    note(`${what} of ${USERS} accounts`, USERS * OWN, { 'search p50': took.p50, 'search p95': took.p95 });
    check(`search in one of ${USERS} accounts of ${OWN} ${what}, p95`, took.p95, '≤', 30, ' ms');
  }
}

function table() {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value) => (typeof value === 'number' ? short(value) : (value ?? ''));
  const lines = rows.map((row) => `| ${columns.map((column) => cell(row[column])).join(' | ')} |`);
  return [`| ${columns.join(' | ')} |`, `|${columns.map(() => '---').join('|')}|`, ...lines].join('\n');
}

const holds = ({ measured, direction, must }) => (direction === '≥' ? measured >= must : measured <= must);

installExitHandlers();
const cores = assignCores();
const folder = temporaryFolder();
const upstream = await startUpstream(cores);
const rai = await startRai({ cores: { ...cores, server: undefined }, upstreamUrl: upstream.url, folder });
pinSelf(cores);
const other = await register(rai, 'other');
await times(TURNS, (number) => firstText(rai, other, number));
if (options.only === 'import') {
  progress(`${SIZES.at(-1)} messages, beside the turns of another account`);
  await importBesideTurns(rai, await register(rai, 'importing'), other, SIZES.at(-1));
} else {
  await growingDocuments(rai);
  await growingMemory(rai, other);
  await manyAccounts(rai);
}
await rai.stop();
if (shareFound() < 0.8) throw new Error(`only ${Math.round(shareFound() * 100)} % of the searches found anything`);
console.log(`\n${table()}\n`);
for (const each of checks) {
  const { label, measured, direction, must, unit } = each;
  console.log(`${label} ${short(measured)}${unit} (${direction} ${must}${unit}) ${holds(each) ? 'PASS' : 'MISS'}`);
}
const file = options.json ?? path.join(RESULTS, `scale-${new Date().toISOString().replaceAll(':', '-')}.json`);
fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
fs.writeFileSync(file, `${JSON.stringify({ rows, checks }, null, 2)}\n`);
console.log(`figures in ${file}`);
process.exit(checks.every(holds) ? 0 : 1);
