/**
 * Fills the application over its own HTTP routes with the common workload. Where a route is not there yet,
 * the seed takes the longer way or goes without, and says so in a note for the report.
 */
import { runLoad } from '../load/load.mjs';
import { requestFor } from './envelopes.mjs';
import { answerText } from '../upstream/script.mjs';
import { conversation, passages, questions, statements } from '../workload.mjs';

const ABSENT = [404, 405, 415, 501];
const IMPORT_BATCH = 100;
const PASSAGES_A_DOCUMENT = 100;
const ONE_TOKEN = { tokens: 1, delay: 0, first: 0 };

function expectStatus({ status, body }, what, ...allowed) {
  if (!allowed.includes(status)) throw new Error(`${what} answered ${status}: ${JSON.stringify(body).slice(0, 300)}`);
  return body;
}

async function register(rai) {
  const account = { username: 'bench', password: `b${Math.random().toString(36).slice(2)}-Long-Enough-42` };
  const body = expectStatus(await rai.api('POST', '/api/auth/register', account), 'register', 201);
  rai.headers.authorization = `Bearer ${body.access_token}`;
}

async function waitForJob(rai, jobId) {
  for (;;) {
    const { job } = expectStatus(await rai.api('GET', `/api/rag/jobs/${jobId}`), 'job', 200);
    if (job.state === 'done') return;
    if (job.state === 'failed' || job.state === 'cancelled') throw new Error(`import job ${job.state}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function seedInBulk(rai, texts) {
  const lines = texts.map((text, index) => JSON.stringify({ title: `passage ${index}`, text })).join('\n');
  const answer = await rai.api('POST', '/api/rag/documents/bulk', lines, { type: 'application/x-ndjson' });
  if (ABSENT.includes(answer.status)) return false;
  const { accepted, job_id: jobId } = expectStatus(answer, 'bulk import', 202);
  if (accepted !== texts.length) throw new Error(`bulk import accepted ${accepted} of ${texts.length} documents`);
  await waitForJob(rai, jobId);
  return true;
}

/** Documents of many chunks each, until the wanted number of chunks is reached. */
async function seedOneByOne(rai, texts, wanted) {
  let chunks = 0;
  for (let from = 0; chunks < wanted; from += PASSAGES_A_DOCUMENT) {
    const at = from % texts.length;
    const text = texts.slice(at, at + PASSAGES_A_DOCUMENT).join('\n\n');
    const body = { title: `document ${from / PASSAGES_A_DOCUMENT}`, text };
    const answer = await rai.api('POST', '/api/rag/documents?wait=60', body);
    if (ABSENT.includes(answer.status)) return 0;
    const { document } = expectStatus(answer, 'document', 200, 201, 202);
    if (document.state !== 'ready') throw new Error(`document is ${document.state}: ${document.error}`);
    chunks += document.chunks;
  }
  return chunks;
}

async function seedDocuments(rai, wanted, notes) {
  const texts = passages(wanted);
  const started = performance.now();
  if (await seedInBulk(rai, texts)) {
    notes.push(
      `${wanted} documents imported in bulk, ${Math.round(wanted / ((performance.now() - started) / 1000))}/s`,
    );
    return;
  }
  const chunks = await seedOneByOne(rai, texts, wanted);
  notes.push(chunks ? `${chunks} chunks through single documents (no bulk import yet)` : 'no documents: route absent');
}

/** Imports sessions in batches. @returns {Promise<string[]|undefined>} their ids, undefined when the route is absent */
async function importSessions(rai, conversations) {
  const ids = [];
  for (let from = 0; from < conversations.length; from += IMPORT_BATCH) {
    const batch = conversations.slice(from, from + IMPORT_BATCH);
    const sessions = batch.map((messages, index) => ({
      external_id: `bench-${from + index}-${messages.length}`,
      messages,
    }));
    const answer = await rai.api('POST', '/api/session/import', { sessions });
    if (ABSENT.includes(answer.status)) return undefined;
    ids.push(...expectStatus(answer, 'session import', 201).sessions.map(({ id }) => id));
  }
  return ids;
}

async function createSessions(rai, count) {
  const ids = [];
  for (let number = 0; number < count; number++) {
    const answer = await rai.api('POST', '/api/session', { title: `session ${number}` });
    ids.push(expectStatus(answer, 'session', 201).session.id);
  }
  return ids;
}

/** Real turns, five to a lane for ten messages; the slow way to a history. */
async function converse(rai, sessions, turns, cores) {
  const plan = {
    ...requestFor(rai, ONE_TOKEN, false),
    sessions,
    questions: questions(100),
    expected: answerText(1),
    connections: Math.min(16, sessions.length),
    requestsPerLane: Math.ceil((sessions.length * turns) / Math.min(16, sessions.length)),
    rampMs: 50,
    patienceMs: 30_000,
  };
  const { faulty, faults } = await runLoad(plan, { workers: cores.loadWorkers });
  if (faulty) throw new Error(`seeding turns: ${faults[0]}`);
}

/** Sessions that hold `messages` messages each. @returns {Promise<{ids: string[], imported: boolean}>} */
export async function seedSessions(rai, count, messages, cores) {
  const histories = Array.from({ length: count }, (_, number) => conversation(messages, number));
  const ids = await importSessions(rai, histories);
  if (ids) return { ids, imported: true };
  const made = await createSessions(rai, count);
  await converse(rai, made, messages / 2, cores);
  return { ids: made, imported: false };
}

async function seedMemories(rai, count, notes) {
  for (const [index, content] of statements(count).entries()) {
    const answer = await rai.api('POST', '/api/memory', { content, kind: 'fact' });
    if (ABSENT.includes(answer.status)) {
      notes.push('no memories: route absent');
      return;
    }
    expectStatus(answer, `memory ${index}`, 200, 201, 202);
  }
  notes.push(`${count} memories`);
}

/** A turn that retrieves nothing is not the work the floor does: the report must say so. */
async function noteRetrieval(rai, notes) {
  const body = { message: questions(1)[0], session_id: rai.sessions[0], streaming: false };
  const answer = expectStatus(await rai.api('POST', '/api/chat', body), 'chat', 200);
  const citations = answer.citations?.length ?? 0;
  notes.push(citations ? `${citations} passages a turn` : 'CAUTION: turns carry no passages, the floor retrieves five');
}

/**
 * @param {import('./rai.mjs').Rai} rai
 * @param {import('../profiles.mjs').Profile['sizes']} sizes
 * @param {import('../harness/cores.mjs').Cores} cores
 * @returns {Promise<string[]>} notes for the report
 */
export async function seedRai(rai, sizes, cores) {
  const notes = [];
  await register(rai);
  await seedDocuments(rai, sizes.chunks, notes);
  const { ids, imported } = await seedSessions(rai, sizes.sessions, sizes.messages, cores);
  rai.sessions = ids;
  notes.push(`${ids.length} sessions of ${sizes.messages} messages ${imported ? 'imported' : 'through real turns'}`);
  await seedMemories(rai, sizes.memories, notes);
  await noteRetrieval(rai, notes);
  return notes;
}
