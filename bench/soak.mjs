/**
 * `npm run soak -- [minutes]` (60 unless given): 500 streamed turns a minute, a fifth of them left or stopped on the way,
 * against the built application; memory, handles and listeners must stay flat. Prints a line a minute and a verdict, and
 * ends with 1 on a miss. With DATABASE_URL and REDIS_URL set it runs on those, else on SQLite.
 */
import { installExitHandlers, temporaryFolder } from './harness/children.mjs';
import { ownMemory } from './harness/process-stats.mjs';
import { startUpstream } from './subjects/floors.mjs';
import { isBuilt, startRai } from './subjects/rai.mjs';
import { modelName } from './upstream/script.mjs';
import { questions } from './workload.mjs';

const STREAMS_A_MINUTE = 500;
const SAMPLE_MS = 2000;
const PASSWORD = 'a long enough sentence for a soak';
/** Answers of about four seconds, so that some forty are under way at any moment. */
const MODEL = modelName({ tokens: 80, delay: 50, first: 20 });
/**
 * Resident memory is what the process owns. The database's file is mapped as well: pages of it count as resident while the
 * kernel has nothing better to do with them, and grow with the file.
 */
const OWN = 'resident memory';
/** By how much the last third of the run may lie above the third before it. */
const MAY_GROW = {
  [OWN]: { share: 0.1, least: 40 * 2 ** 20 },
  'heap in use': { share: 0.1, least: 20 * 2 ** 20 },
  'open files': { share: 0.1, least: 10 },
  'active resources': { share: 0.1, least: 10 },
};
const METRICS = {
  'heap in use': /^nodejs_heap_size_used_bytes (\S+)/m,
  'open files': /^process_open_fds (\S+)/m,
  'active resources': /^nodejs_active_resources_total (\S+)/m,
};

const minutes = Number(process.argv[2] ?? 60);
if (!(minutes > 0)) {
  console.error('Usage: npm run soak -- [minutes]');
  process.exit(64);
}
if (!isBuilt()) {
  console.error('dist is missing: npm run build');
  process.exit(1);
}

installExitHandlers();
const folder = temporaryFolder();
const cores = { note: '' };
const upstream = await startUpstream(cores);
const { DATABASE_URL, REDIS_URL } = process.env;
const env = { ...(DATABASE_URL && { DATABASE_URL }), ...(REDIS_URL && { REDIS_URL, REDIS_PREFIX: 'rai-soak' }) };
const rai = await startRai({ cores, upstreamUrl: upstream.url, folder, env });
const account = await rai.api('POST', '/api/auth/register', { username: 'soak', password: PASSWORD });
rai.headers = { authorization: `Bearer ${await apiKey(account.body.access_token)}` };

const ask = questions(1000);
const counts = { begun: 0, ended: 0, left: 0, stopped: 0, late: 0, wrong: 0 };
const samples = [];
const open = new Set();

async function apiKey(token) {
  rai.headers = { authorization: `Bearer ${token}` };
  const { body } = await rai.api('POST', '/api/auth/keys', { name: 'soak', scopes: ['chat', 'documents'] });
  return body.key;
}

/** One turn: read to its end, or left, or stopped after a moment. */
async function turn(n) {
  const way = n % 10 === 3 ? 'left' : n % 10 === 7 ? 'stopped' : 'ended';
  const leaving = new AbortController();
  /** What the turn is to end as; where it is stopped, what the answer to that says it has ended as. */
  let expected = 'complete';
  const body = JSON.stringify({ message: ask[n % ask.length], streaming: true, model: MODEL });
  const headers = { ...rai.headers, 'content-type': 'application/json' };
  try {
    const answer = await fetch(`${rai.url}/api/chat`, { method: 'POST', headers, body, signal: leaving.signal });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    let text = '';
    let isCut = false;
    for await (const bytes of answer.body) {
      text += Buffer.from(bytes).toString('utf8');
      if (way === 'ended' || isCut || text.length < 2000) continue;
      isCut = true;
      if (way === 'stopped') expected = await stop(/"turn_id":"([^"]+)"/.exec(text)[1]);
      else leaving.abort();
    }
    const status = /"turn_status":"(\w+)"/.exec(text.slice(text.lastIndexOf('turn-end')))?.[1];
    if (status !== expected) throw new Error(`a turn ended ${status}, not ${expected}`);
  } catch (error) {
    if (!leaving.signal.aborted) {
      counts.wrong++;
      console.error(`turn ${n}: ${error.message}`);
      return;
    }
  }
  counts[way === 'stopped' && expected === 'complete' ? 'late' : way]++;
}

/** Gives the state it has ended in: on a busy machine a stop may come after the end. */
async function stop(turnId) {
  const { status, body } = await rai.api('POST', `/api/chat/turns/${turnId}/stop`);
  if (status !== 200) throw new Error(`stopping answered ${status}`);
  return body.turn.state;
}

async function sample() {
  const { body } = await rai.api('GET', '/metrics');
  const told = Object.entries(METRICS).map(([name, line]) => [name, Number(line.exec(body)?.[1])]);
  samples.push({ [OWN]: ownMemory(rai.pids), ...Object.fromEntries(told) });
}

const middle = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const least = (values) => Math.min(...values);
/** Of the heap the troughs count: what lies between is not collected yet. */
const typical = (name, part) => (name === 'heap in use' ? least : middle)(part.map((one) => one[name]));
const shown = (name, value) => (value > 2 ** 20 ? `${(value / 2 ** 20).toFixed(1)} MB` : `${value}`);

function verdicts() {
  const third = Math.floor(samples.length / 3);
  return Object.entries(MAY_GROW).map(([name, { share, least: slack }]) => {
    const before = typical(name, samples.slice(third, 2 * third));
    const after = typical(name, samples.slice(2 * third));
    const holds = after - before <= Math.max(share * before, slack);
    return { holds, line: `${name}: ${shown(name, before)} -> ${shown(name, after)} ${holds ? 'PASS' : 'FAIL'}` };
  });
}

console.log(`${minutes} minutes, ${STREAMS_A_MINUTE} streams a minute, a fifth left or stopped`);
const sampling = setInterval(() => void sample(), SAMPLE_MS);
const until = performance.now() + minutes * 60_000;
let told = performance.now();
for (let n = 0; performance.now() < until; n++) {
  counts.begun++;
  const running = turn(n).finally(() => open.delete(running));
  open.add(running);
  await new Promise((resolve) => setTimeout(resolve, 60_000 / STREAMS_A_MINUTE));
  if (performance.now() - told < 60_000) continue;
  told = performance.now();
  const now = Object.entries(samples.at(-1) ?? {}).map(([name, value]) => `${name} ${shown(name, value)}`);
  console.log(`${counts.begun} begun, ${open.size} open; ${now.join(', ')}`);
}
await Promise.all(open);
clearInterval(sampling);
const results = verdicts();
for (const { line } of results) console.log(line);
const leak = /MaxListenersExceeded/.test(rai.output());
console.log(`listeners: ${leak ? 'too many on one emitter FAIL' : 'no warning PASS'}`);
console.log(
  `turns: ${counts.begun} begun, ${counts.ended} read to the end, ${counts.left} left, ${counts.stopped} stopped, ${counts.late} over before their stop, ${counts.wrong} wrong`,
);
await rai.stop();
await upstream.stop();
process.exit(results.every(({ holds }) => holds) && !leak && counts.wrong === 0 ? 0 : 1);
