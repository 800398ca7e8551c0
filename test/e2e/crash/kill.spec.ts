import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import SqliteConnection from 'better-sqlite3';
import { readAll } from '../../support/read-stream.js';
import { testDatabases } from '../../support/test-databases.js';
import { isReplicated } from '../../support/topology.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { CrashLedger } from './crash-ledger.js';
import { writeUntil } from './crash-writers.js';

const CI_ROUNDS = 10;
const LONG_ROUNDS = 3000;
const FEW_ROUNDS = process.env.CI ? CI_ROUNDS : 3;
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? (process.env.TEST_LONG === '1' ? LONG_ROUNDS : FEW_ROUNDS));
const WRITERS = 8;
/** Two servers start side by side on the same cores. */
const READY_MS = { sqlite: 5000, postgres: isReplicated() ? 15_000 : 5000 };

describe.each(testDatabases())('kill -9 under concurrent writers on %s', (database) => {
  let chat: ChatFixture;
  const ledger = new CrashLedger();
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { DOCUMENT_QUOTA: '10000000' });
    await chat.call('PATCH', `/api/admin/users/${chat.user.id}`, { json: { limits: { turns_per_month: 10_000_000 } } });
    // Long enough to be running when the process dies, short enough that some end before.
    chat.model.play((_, nth) => ({
      tokens: Array.from({ length: 2 + (nth % 5) * 30 }, (_, i) => `word-${nth}-${i} `),
      gapMs: 4,
    }));
  });
  afterAll(() => chat.stop());

  it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))(
    'round %i loses nothing that was acknowledged',
    async (round) => {
      const dying = new AbortController();
      const writers = Array.from({ length: WRITERS }, (_, n) => writeUntil(dying.signal, chat, ledger, n));
      await new Promise((resolve) => setTimeout(resolve, 350 + 170 * (round % 4)));
      await chat.app.kill();
      dying.abort();
      await Promise.all(writers);
      expect(ledger.size).toBeGreaterThan(0);

      const before = Date.now();
      await chat.app.restart();
      expect(Date.now() - before).toBeLessThan(READY_MS[database]);
      if (database === 'sqlite') expectIntact(chat.app.databaseUrl.slice('sqlite:'.length));
      await expectLedger();
      if (round % 20 === 0) await expectDocuments();
    },
  );

  it('SIGTERM in the middle of it loses nothing either', async () => {
    const leaving = new AbortController();
    const writers = Array.from({ length: WRITERS }, (_, n) => writeUntil(leaving.signal, chat, ledger, n));
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await chat.app.terminate()).toBe(0);
    leaving.abort();
    await Promise.all(writers);
    await chat.app.restart();
    await expectLedger();
    await expectDocuments();
  });

  async function expectLedger(): Promise<void> {
    await expectSessions();
    await expectTurns();
    await expectMemories();
    await expectBudget();
    ledger.clear();
  }

  async function expectMemories(): Promise<void> {
    await eachOf([...ledger.memories], async ([id, content]) => {
      const { status, body } = await chat.call('GET', `/api/memory/${id}`);
      expect([status, body.memory?.content]).toEqual([200, content]);
    });
  }

  /** Of several rounds: what the dead had begun to read is taken over once its lease has run out. */
  async function expectDocuments(): Promise<void> {
    expect(ledger.documents.size).toBeGreaterThan(0);
    await eachOf([...ledger.documents], async ([id, text]) => {
      const document = await waitUntil(`document ${id} is at its end`, 60_000, async () => {
        const { body } = await chat.call('GET', `/api/rag/documents/${id}`);
        return ['ready', 'failed', undefined].includes(body.document?.state) ? body : undefined;
      });
      expect(document).toMatchObject({ document: { state: 'ready', chunks: 1 } });
      const { body } = await chat.call('GET', `/api/rag/documents/${id}/chunks`);
      expect(body.data.map((chunk: { text: string }) => chunk.text)).toEqual([text]);
    });
    ledger.documents.clear();
  }

  /** What was begun is paid for, whoever ended it. */
  async function expectBudget(): Promise<void> {
    const { body } = await chat.call('GET', '/api/stats/budget');
    const { used, reserved } = body.budgets.find(({ name }: { name: string }) => name === 'turns_per_month');
    expect(used + reserved).toBeGreaterThanOrEqual(ledger.turnsEver + ledger.turns.length);
  }

  function expectIntact(path: string): void {
    const connection = new SqliteConnection(path, { readonly: true });
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    connection.close();
  }

  async function expectSessions(): Promise<void> {
    await eachOf([...ledger.sessions], async ([id, messages]) => {
      const { status, body } = await chat.call('GET', `/api/session/${id}`);
      expect([id, status]).toEqual([id, 200]);
      expect(body.session.message_count).toBe(messages);
      if (messages) expect(await chat.messages(id)).toHaveLength(messages);
    });
  }

  async function expectTurns(): Promise<void> {
    await eachOf(ledger.turns, async (seen) => {
      const turn = await chat.turnEnded(seen.turnId);
      const [question, answer] = await chat.messages(seen.sessionId);
      expect(question.content).toBe(seen.question);
      expect([answer.id, answer.turn_id, answer.content]).toEqual([turn.message_id, turn.id, turn.response]);
      const replayed = await chat.events(seen.turnId, seen.lastSeq);
      const frames = replayed.status === 204 ? [] : await readAll(replayed);
      if (seen.ended) {
        expect([turn.state, turn.response]).toEqual(['complete', seen.text]);
        expect(frames).toEqual([]);
        return;
      }
      // Its reader saw no end: it gets one now, exactly one, and after it there is nothing.
      expect(frames.filter(({ type }) => type === 'turn-end')).toHaveLength(1);
      const end = frames.at(-1)!;
      expect(end.data).toMatchObject({ type: 'turn-end', response: turn.response, turn_status: turn.state });
      expect(end.seq).toBeGreaterThan(seen.lastSeq);
      expect((await chat.events(seen.turnId, end.seq)).status).toBe(204);
      if (turn.state === 'complete') expect(turn.response.startsWith(seen.text)).toBe(true);
      else {
        expect([turn.state, turn.reason]).toEqual(['incomplete', 'server_restart']);
        expect(seen.sent().startsWith(turn.response)).toBe(true);
      }
    });
  }
});

/** Ten at a time. */
async function eachOf<T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await check(item);
  };
  await Promise.all(Array.from({ length: 10 }, work));
}
