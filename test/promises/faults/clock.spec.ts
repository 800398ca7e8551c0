/** The clock of the machine jumps: nothing is lost, cut, given twice or stuck. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture, expectWholeStream } from '../../e2e/chat/chat-fixture.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The server looks at its clock file every 20 ms. */
const SEEN_MS = 100;

describe.each(testDatabases())('a clock that jumps, on %s', (database) => {
  let folder: string;
  let chat: ChatFixture;

  const jumpTo = async (offset: number) => {
    writeFileSync(join(folder, 'clock'), String(offset));
    await new Promise((resume) => setTimeout(resume, SEEN_MS));
  };
  const ingest = (text: string, wait = 0) =>
    chat.call('POST', `/api/rag/documents?wait=${wait}`, { json: { text, title: text } });
  const ready = (id: string) =>
    waitUntil(`document ${id} is ready`, 20_000, async () => {
      const { document } = (await chat.call('GET', `/api/rag/documents/${id}`)).body;
      return document.state === 'ready' ? document : undefined;
    });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-clock-'));
    writeFileSync(join(folder, 'clock'), '0');
    chat = await ChatFixture.start(database, {
      NODE_OPTIONS: `--import=${resolve('test/support/scripted-clock.mjs')}`,
      SCRIPTED_CLOCK: join(folder, 'clock'),
      JWT_ACCESS_TOKEN_EXPIRES: '7200',
      // The other account and this one see the same server-wide window.
      BUDGET_TURNS_PER_DAY: '6',
    });
    chat.model.playFor('slow', { tokens: Array.from({ length: 40 }, (_, i) => `word-${i} `), gapMs: 120 });
  });
  afterEach(async () => {
    await chat.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['forward', HOUR],
    ['back', -HOUR],
  ])('%s: a running answer goes on, ends once and is saved', async (_, offset) => {
    const open = await chat.stream({ message: 'Tell me', model: 'slow', memory: false });
    await open.until('text-delta');
    await jumpTo(offset);
    const end = expectWholeStream(await open.all());
    expect(end.turn_status).toBe('complete');
    const [question, answer] = await chat.messages(end.session_id);
    expect([question.content, answer.content, answer.state]).toEqual(['Tell me', end.response, 'complete']);
    const more = await chat.ask({ message: 'And then?', session_id: end.session_id });
    expect(more.status).toBe(200);
    const contents = (await chat.messages(end.session_id)).map(({ content }) => content);
    expect(contents).toEqual(['Tell me', end.response, 'And then?', more.body.response]);
    const { data } = (await chat.call('GET', '/api/session?limit=100')).body;
    expect(data.map(({ id }: { id: string }) => id)).toContain(end.session_id);
  });

  it('forward: a token is over when its time is, and the refresh token gives the next', async () => {
    await jumpTo(3 * HOUR);
    const late = await chat.call('GET', '/api/auth/me');
    expect(late.status).toBe(401);
    const json = { refresh_token: chat.user.refreshToken };
    const { status, body } = await chat.app.call('POST', '/api/auth/refresh', { json });
    expect(status).toBe(200);
    expect((await chat.app.call('GET', '/api/auth/me', { token: body.access_token })).status).toBe(200);
    await jumpTo(0);
    expect((await chat.app.call('GET', '/api/auth/me', { token: body.access_token })).status).toBe(200);
  });

  it('back: who is signed in stays so, others can sign in, and what is revoked stays revoked', async () => {
    const { username, password } = chat.user;
    const made = await chat.call('POST', '/api/auth/keys', { json: { name: 'key', scopes: ['chat'] } });
    const { api_key, key: secret } = made.body;
    await chat.call('DELETE', `/api/auth/keys/${api_key.id}`);
    await jumpTo(-HOUR);
    expect((await chat.call('GET', '/api/auth/me')).status).toBe(200);
    const again = await chat.app.call('POST', '/api/auth/login', { json: { username, password } });
    expect(again.status).toBe(200);
    const dead = await chat.app.call('GET', '/api/session', { headers: { 'x-api-key': secret } });
    expect(dead.status).toBe(401);
  });

  it('a budget is given once a day, however the clock goes', async () => {
    const turn = async () => (await chat.ask({ message: 'hello', memory: false })).status;
    const use = async () => {
      const answers: number[] = [];
      for (let i = 0; i < 8; i++) answers.push(await turn());
      return answers.filter((status) => status === 200).length;
    };
    expect(await use()).toBe(6);
    await jumpTo(DAY);
    const { username, password } = chat.user;
    const json = { username, password };
    const { body } = await chat.app.call('POST', '/api/auth/login', { json });
    chat.user.token = body.access_token;
    expect(await use()).toBe(6);
    await jumpTo(0);
    expect(await use()).toBe(0);
    await jumpTo(DAY);
    expect(await use()).toBe(0);
  });

  it('back: what was waiting when the clock was set is done all the same', async () => {
    await jumpTo(HOUR);
    const documents = await Promise.all(Array.from({ length: 12 }, (_, i) => ingest(`The lamp ${i} is lit at dusk.`)));
    await jumpTo(0);
    for (const { body } of documents) await ready(body.document.id);
    const { body } = await ingest('The last lamp is lit at dawn.');
    await ready(body.document.id);
    const found = await chat.call('POST', '/api/rag/search', { json: { query: 'which lamp is lit at dawn' } });
    expect(found.body.results[0].text).toContain('last lamp');
  });

  it('back: what a process that died had in its hands is taken over by the next', async () => {
    await jumpTo(HOUR);
    const open = await chat.stream({ message: 'Tell me', model: 'slow', memory: false });
    const { turn_id } = await open.start();
    await open.until('text-delta');
    const documents = await Promise.all(Array.from({ length: 12 }, (_, i) => ingest(`The oar ${i} is long.`)));
    await chat.app.kill();
    await open.all().catch(() => undefined);
    writeFileSync(join(folder, 'clock'), '0');
    await chat.app.restart();
    const ended = await waitUntil('the turn is ended', 30_000, async () => {
      const turn = await chat.turn(turn_id);
      return turn.state === 'running' ? undefined : turn;
    });
    expect([ended.state, ended.reason]).toEqual(['incomplete', 'server_restart']);
    for (const { body } of documents) await ready(body.document.id);
  });
});
