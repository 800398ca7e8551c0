import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOnPostgres } from '../../support/on-postgres.js';
import type { RunningApp } from '../../support/start-app.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';

/** What is promised after a server died: its work is taken over. */
const TAKEN_OVER_MS = 10_000;
const SECRET = { JWT_SECRET_KEY: 'k3w9-Tq7mVb2xZr8LpYc5NfHs4DgJu6A' };

describeOnPostgres('servers of role api and worker on one database', () => {
  let chat: ChatFixture;
  let api: RunningApp;
  let worker: RunningApp;
  let database: pg.Client;
  beforeAll(async () => {
    chat = await ChatFixture.start('postgres', { RAI_ROLE: 'api', ...SECRET });
    api = chat.app;
    worker = await api.replica({ RAI_ROLE: 'worker' });
    database = new pg.Client({ connectionString: api.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await worker.stop();
    await chat.stop();
  });

  const upload = (text: string, wait: number) => {
    const form = new FormData();
    form.append('file', new Blob([text]), 'note.md');
    return chat.call('POST', `/api/rag/documents?wait=${wait}`, { body: form });
  };
  const leader = async () => (await database.query('SELECT holder, term, lease_until FROM leases')).rows[0];

  it('a worker answers whoever operates it and nobody else', async () => {
    expect((await worker.call('GET', '/health/live')).status).toBe(200);
    expect((await worker.call('GET', '/health/ready')).status).toBe(200);
    expect((await worker.call('GET', '/metrics')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/api/auth/login'],
      ['POST', '/api/chat'],
      ['GET', '/api/session'],
      ['GET', '/openapi.json'],
      ['GET', '/'],
    ] as const) {
      const { status, body } = await worker.call(method, path, { token: chat.user.token });
      expect([method, path, status, body.code]).toEqual([method, path, 404, 'route_not_found']);
    }
  });

  it('what the api takes in the worker indexes, documents and messages', async () => {
    const { status, body } = await upload('The lighthouse keeper of Vargo is called Tomasin.', 30);
    expect([status, body.document.state]).toEqual([202, 'ready']);
    const found = await chat.call('POST', '/api/rag/search', { json: { query: 'lighthouse keeper' } });
    expect(found.body.results[0].text).toContain('Tomasin');

    await chat.ask({ message: 'My boat is named Calypso the Third.' });
    const hit = await waitUntil('the message is found', 5000, async () => {
      const answer = await chat.call('POST', '/api/memory/search', { json: { query: 'boat Calypso' } });
      return JSON.stringify(answer.body).includes('Calypso the Third') ? true : undefined;
    });
    expect(hit).toBe(true);
  });

  it('an api alone keeps jobs for the worker that comes, and loses none', async () => {
    await worker.kill();
    const { body } = await upload('The ferry to Orsa leaves at nine.', 0);
    expect(body.document.state).toBe('queued');
    await new Promise((resume) => setTimeout(resume, 1500));
    const waiting = await chat.call('GET', `/api/rag/documents/${body.document.id}`);
    expect(waiting.body.document.state).toBe('queued');
    worker = await api.replica({ RAI_ROLE: 'worker' });
    await waitUntil('the document is ready', 10_000, async () => {
      const { body: now } = await chat.call('GET', `/api/rag/documents/${body.document.id}`);
      return now.document.state === 'ready' ? true : undefined;
    });
  });

  it('a worker that dies leaves the lead and its jobs to the next', async () => {
    const before = await waitUntil('somebody leads', TAKEN_OVER_MS, leader);
    const second = await api.replica({ RAI_ROLE: 'worker' });
    const form = new FormData();
    const text = Array.from({ length: 60_000 }, (_, i) => `Line ${i} of the long logbook.`).join('\n');
    form.append('file', new Blob([text]), 'logbook.txt');
    const { body } = await chat.call('POST', '/api/rag/documents', { body: form });
    const id = body.document.id;
    await waitUntil('the job is being done', 5000, async () => {
      const sql = "SELECT 1 FROM jobs WHERE kind = 'documents.index' AND state = 'running'";
      return (await database.query(sql)).rows[0];
    });
    // Whichever of the two has the job: the lead is the first one's.
    await worker.kill();
    const after = await waitUntil('another leads', TAKEN_OVER_MS, async () => {
      const row = await leader();
      return row.term > before.term ? row : undefined;
    });
    expect(after.holder).not.toBe(before.holder);
    await waitUntil('the document is ready', 30_000, async () => {
      const { body: now } = await chat.call('GET', `/api/rag/documents/${id}`);
      return now.document.state === 'ready' ? true : undefined;
    });
    worker = second;
  });

  it('the turns of an api that dies end within ten seconds, with what was saved of them', async () => {
    const other = await api.replica();
    chat.model.playFor('endless', { tokens: Array.from({ length: 2000 }, (_, i) => `word-${i} `), gapMs: 20 });
    const token = chat.user.token;
    const json = { message: 'tell me', streaming: true, model: 'endless', memory: false };
    const response = await other.send('POST', '/api/chat', { token, json });
    const reader = response.body!.getReader();
    let seen = '';
    while (!seen.includes('word-60 ')) seen += Buffer.from((await reader.read()).value!).toString('utf8');
    const turnId = /"turn_id":"([^"]+)"/.exec(seen)![1]!;
    await other.kill();
    const turn = await waitUntil('the turn has ended', TAKEN_OVER_MS, async () => {
      const row = await chat.turn(turnId);
      return row.state === 'running' ? undefined : row;
    });
    expect([turn.state, turn.reason]).toEqual(['incomplete', 'server_restart']);
    expect(turn.response).toMatch(/^word-0 word-1 /);
    await reader.cancel().catch(() => undefined);
  });
});
