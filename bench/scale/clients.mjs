/** What a client of the application does: accounts, imports, searches, turns; each tells how long it took. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { passages, conversation, questions } from '../workload.mjs';
import { request } from './request.mjs';

const DOCUMENT_LINES = 10_000;
const SESSION_MESSAGES = 100;
const SESSIONS_A_REQUEST = 100;
const NDJSON = { type: 'application/x-ndjson' };
const QUESTIONS = questions(997);
let asked = 0;
let found = 0;

/** Share of the searches that found something: a search that finds nothing costs nothing. */
export const shareFound = () => found / asked;

/** @typedef {{token: string}} Account */

/** Sends a request as an account; throws on any other status than the one expected. */
async function send({ url }, account, method, path, body, { type = 'application/json', status }) {
  const headers = { 'content-type': type, ...(account && { authorization: `Bearer ${account.token}` }) };
  const payload = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const answer = await request(`${url}${path}`, {
    method,
    headers: body === undefined ? { authorization: headers.authorization } : headers,
    body: payload,
  });
  const { text } = answer;
  if (answer.status !== status) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** @returns {Promise<Account>} */
export async function register(rai, name) {
  const password = `b${Math.random().toString(36).slice(2)}-Long-Enough-42`;
  const made = await send(rai, undefined, 'POST', '/api/auth/register', { username: name, password }, { status: 201 });
  return { token: made.access_token };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Imports so many passages, one a document, and waits until all are found. @returns {Promise<number>} seconds */
export async function importPassages(rai, account, count) {
  const texts = passages(count);
  const started = performance.now();
  for (let from = 0; from < count; from += DOCUMENT_LINES) {
    const some = texts.slice(from, from + DOCUMENT_LINES);
    const lines = some.map((text, at) => JSON.stringify({ title: `passage ${from + at}`, text })).join('\n');
    const taken = await send(rai, account, 'POST', '/api/rag/documents/bulk', lines, { ...NDJSON, status: 202 });
    if (taken.accepted !== some.length) throw new Error(`${taken.accepted} of ${some.length} documents were accepted`);
    for (;;) {
      const { job } = await send(rai, account, 'GET', `/api/rag/jobs/${taken.job_id}`, undefined, { status: 200 });
      if (job.state === 'failed' || job.failed > 0) throw new Error(`an import ${job.state}, ${job.failed} failed`);
      if (job.state === 'done') break;
      await pause(20);
    }
  }
  return (performance.now() - started) / 1000;
}

/** Imports so many messages and waits until all can be recalled. @returns {Promise<number>} seconds */
export async function importMessages(rai, account, count, seed = 0) {
  const sessions = Array.from({ length: Math.ceil(count / SESSION_MESSAGES) }, (_, number) => ({
    external_id: `scale-${number}`,
    messages: conversation(Math.min(SESSION_MESSAGES, count - number * SESSION_MESSAGES), seed + number),
  }));
  const started = performance.now();
  for (let from = 0; from < sessions.length; from += SESSIONS_A_REQUEST) {
    const lines = sessions.slice(from, from + SESSIONS_A_REQUEST).map((session) => JSON.stringify(session));
    await send(rai, account, 'POST', '/api/session/import', lines.join('\n'), { ...NDJSON, status: 201 });
  }
  while ((await send(rai, account, 'GET', '/api/memory/status', undefined, { status: 200 })).pending > 0)
    await pause(20);
  return (performance.now() - started) / 1000;
}

/** Milliseconds of one search for the n-th question; a small account has nothing for some of them. */
export async function search(rai, account, route, number) {
  const query = QUESTIONS[number % QUESTIONS.length];
  const started = performance.now();
  const { results } = await send(rai, account, 'POST', route, { query, top_k: 10 }, { status: 200 });
  const took = performance.now() - started;
  if (results.length) found++;
  asked++;
  return took;
}

/** Milliseconds from the request of a streamed turn to its first text. */
export async function firstText(rai, account, number, options) {
  const body = JSON.stringify({ message: QUESTIONS[number % QUESTIONS.length], streaming: true, ...options });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${account.token}` };
  const started = performance.now();
  let first;
  const { status, text } = await request(`${rai.url}/api/chat`, {
    method: 'POST',
    headers,
    body,
    onText: (soFar) => {
      if (first === undefined && soFar.includes('"type":"text-delta"')) first = performance.now() - started;
    },
  });
  if (status !== 200) throw new Error(`a turn answered ${status}`);
  if (first === undefined || !text.includes('"turn_status":"complete"')) throw new Error('a turn brought no text');
  return first;
}

/**
 * Milliseconds of `/health/live`, asked over and over until stopped: no answer is slower than the event loop allows. On a
 * thread of its own, so that what the other clients do is not in it.
 */
export function watchLiveness(rai) {
  const watcher = new Worker(new URL('./liveness-worker.mjs', import.meta.url), { workerData: { url: rai.url } });
  const answered = once(watcher, 'message'); // rejects on 'error'
  return async () => {
    watcher.postMessage('stop');
    const [took] = await answered;
    return took;
  };
}
