import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { TcpGate } from '../../support/tcp-gate.js';
import { type FreshDatabase, freshPostgres } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';

/** What is promised once the database is back. */
const RECOVERED_MS = 10_000;

describeOnPostgres('PostgreSQL goes away and comes back', () => {
  let fresh: FreshDatabase;
  let gate: TcpGate;
  let chat: ChatFixture;
  let pid: number;
  beforeAll(async () => {
    fresh = await freshPostgres();
    const url = new URL(fresh.url);
    gate = await TcpGate.before(url.hostname, Number(url.port || 5432));
    url.host = `127.0.0.1:${gate.own}`;
    chat = await ChatFixture.start('sqlite', { DATABASE_URL: url.href });
    pid = chat.app.pid;
  });
  afterAll(async () => {
    await chat.stop();
    await gate.close();
    await fresh.drop();
  });

  const words = Array.from({ length: 60 }, (_, i) => `word-${i} `);

  it.each([1, 2])('answers 503, ends streams with a code, and recovers by itself (round %i)', async (round) => {
    const form = new FormData();
    form.append('file', new Blob([`The harbour master of round ${round} is Odalys.`]), 'note.md');
    await chat.call('POST', '/api/rag/documents?wait=30', { body: form });
    chat.model.playFor('slow', { tokens: words, gapMs: 30 });
    const open = await chat.stream({ message: `question ${round}`, model: 'slow', memory: false });
    const { turn_id: turnId } = await open.start();

    gate.shut();
    const refused = await chat.call('GET', '/api/session');
    expect([refused.status, refused.body.code]).toEqual([503, 'database_unavailable']);
    expect(refused.body.retry_after).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBe(refused.body.retry_after);
    const asked = await chat.ask({ message: 'are you there' });
    expect([asked.status, asked.body.code]).toEqual([503, 'database_unavailable']);
    expect((await chat.app.call('GET', '/health/live')).status).toBe(200);
    const ready = await chat.app.call('GET', '/health/ready');
    expect([ready.status, ready.body.checks.database.ok]).toEqual([503, false]);

    const frames = await open.all();
    const end = frames.at(-1)!;
    expect(end.data).toMatchObject({ type: 'turn-end', turn_status: 'failed', code: 'database_unavailable' });
    expect(end.data.retry_after).toBeGreaterThan(0);

    gate.open();
    await waitUntil('the server is ready', RECOVERED_MS, async () => {
      const { status } = await chat.app.call('GET', '/health/ready');
      return status === 200 ? true : undefined;
    });
    const again = await chat.ask({ message: 'Who is the harbour master?' });
    expect([again.status, again.body.status]).toEqual([200, 'success']);
    const found = await chat.call('POST', '/api/rag/search', { json: { query: `harbour master round ${round}` } });
    expect(found.body.results[0].text).toContain('Odalys');
    // The turn whose end could not be saved is no longer said to be running.
    const turn = await waitUntil('the turn is ended', RECOVERED_MS, async () => {
      const row = await chat.turn(turnId);
      return row.state === 'running' ? undefined : row;
    });
    expect([turn.state, turn.reason]).toEqual(['incomplete', 'server_restart']);
    expect(words.join('').startsWith(turn.response)).toBe(true);
    expect(chat.app.pid).toBe(pid);
    expect(chat.app.logs()).not.toMatch(/nobody (caught|handled)/);
  });
});
