/** One app under writers, killed again and again, and what it had acknowledged looked for after each death. */
import { expect } from '@jest/globals';
import SqliteConnection from 'better-sqlite3';
import { readAll } from '../../support/read-stream.js';
import type { TestDatabase } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { CrashLedger } from './crash-ledger.js';
import { writeUntil } from './crash-writers.js';

const WRITERS = 8;
/** Rounds of a lane: each look waits for leases of the dead to run out. */
const DOCUMENTS_EVERY = 10;

export class CrashLane {
  private readonly ledger = new CrashLedger();
  private rounds = 0;
  /** The fastest start after a kill: what else runs on the machine makes others longer. Milliseconds. */
  fastestStart = Number.POSITIVE_INFINITY;

  private constructor(
    private readonly database: TestDatabase,
    private readonly chat: ChatFixture,
    /** How long the very first start took, with its migrations. Milliseconds. */
    readonly firstStart: number,
  ) {}

  static async start(database: TestDatabase): Promise<CrashLane> {
    const before = Date.now();
    const chat = await ChatFixture.start(database, { DOCUMENT_QUOTA: '10000000' });
    const firstStart = Date.now() - before;
    await chat.call('PATCH', `/api/admin/users/${chat.user.id}`, { json: { limits: { turns_per_month: 10_000_000 } } });
    // Long enough to be running when the process dies, short enough that some end before.
    chat.model.play((_, nth) => ({
      tokens: Array.from({ length: 2 + (nth % 5) * 30 }, (_, i) => `word-${nth}-${i} `),
      gapMs: 4,
    }));
    return new CrashLane(database, chat, firstStart);
  }

  stop(): Promise<unknown> {
    return this.chat.stop();
  }

  /** Loses nothing that was acknowledged. */
  async kill(round: number): Promise<void> {
    const looksAtDocuments = ++this.rounds % DOCUMENTS_EVERY === 0;
    const writers = this.write();
    await new Promise((resolve) => setTimeout(resolve, 350 + 170 * (round % 4)));
    const needed = () => (looksAtDocuments ? this.ledger.documents.size : this.ledger.size);
    await waitUntil('something is acknowledged', 30_000, () => Promise.resolve(needed() || undefined));
    await this.chat.app.kill();
    await writers.end();

    const before = Date.now();
    await this.chat.app.restart();
    this.fastestStart = Math.min(this.fastestStart, Date.now() - before);
    if (this.database === 'sqlite') this.expectIntact(this.chat.app.databaseUrl.slice('sqlite:'.length));
    await this.expectLedger();
    if (looksAtDocuments) await this.expectDocuments();
  }

  /** SIGTERM in the middle of it loses nothing either. */
  async leave(): Promise<void> {
    const writers = this.write();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await waitUntil('a document is accepted', 60_000, () => Promise.resolve(this.ledger.documents.size || undefined));
    expect(await this.chat.app.terminate()).toBe(0);
    await writers.end();
    await this.chat.app.restart();
    await this.expectLedger();
    await this.expectDocuments();
  }

  private write(): { end(): Promise<unknown> } {
    const leaving = new AbortController();
    const writers = Array.from({ length: WRITERS }, (_, n) => writeUntil(leaving.signal, this.chat, this.ledger, n));
    return {
      end: () => {
        leaving.abort();
        return Promise.all(writers);
      },
    };
  }

  private async expectLedger(): Promise<void> {
    await this.expectSessions();
    await this.expectTurns();
    await this.expectMemories();
    await this.expectBudget();
    this.ledger.clear();
  }

  private async expectMemories(): Promise<void> {
    await eachOf([...this.ledger.memories], async ([id, content]) => {
      const { status, body } = await this.chat.call('GET', `/api/memory/${id}`);
      expect([status, body.memory?.content]).toEqual([200, content]);
    });
  }

  /** Of several rounds: what the dead had begun to read is taken over once its lease has run out. */
  private async expectDocuments(): Promise<void> {
    expect(this.ledger.documents.size).toBeGreaterThan(0);
    await eachOf([...this.ledger.documents], async ([id, text]) => {
      const document = await waitUntil(`document ${id} is at its end`, 60_000, async () => {
        const { body } = await this.chat.call('GET', `/api/rag/documents/${id}`);
        return ['ready', 'failed', undefined].includes(body.document?.state) ? body : undefined;
      });
      expect(document).toMatchObject({ document: { state: 'ready', chunks: 1 } });
      const { body } = await this.chat.call('GET', `/api/rag/documents/${id}/chunks`);
      expect(body.data.map((chunk: { text: string }) => chunk.text)).toEqual([text]);
    });
    this.ledger.documents.clear();
  }

  /** What was begun is paid for, whoever ended it. */
  private async expectBudget(): Promise<void> {
    const { body } = await this.chat.call('GET', '/api/stats/budget');
    const { used, reserved } = body.budgets.find(({ name }: { name: string }) => name === 'turns_per_month');
    expect(used + reserved).toBeGreaterThanOrEqual(this.ledger.turnsEver + this.ledger.turns.length);
  }

  private expectIntact(path: string): void {
    const connection = new SqliteConnection(path, { readonly: true });
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    connection.close();
  }

  private async expectSessions(): Promise<void> {
    await eachOf([...this.ledger.sessions], async ([id, messages]) => {
      const { status, body } = await this.chat.call('GET', `/api/session/${id}`);
      expect([id, status]).toEqual([id, 200]);
      expect(body.session.message_count).toBe(messages);
      if (messages) expect(await this.chat.messages(id)).toHaveLength(messages);
    });
  }

  private async expectTurns(): Promise<void> {
    await eachOf(this.ledger.turns, async (seen) => {
      const turn = await this.chat.turnEnded(seen.turnId);
      const [question, answer] = await this.chat.messages(seen.sessionId);
      expect(question.content).toBe(seen.question);
      expect([answer.id, answer.turn_id, answer.content]).toEqual([turn.message_id, turn.id, turn.response]);
      const replayed = await this.chat.events(seen.turnId, seen.lastSeq);
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
      expect((await this.chat.events(seen.turnId, end.seq)).status).toBe(204);
      if (turn.state === 'complete') expect(turn.response.startsWith(seen.text)).toBe(true);
      else {
        expect([turn.state, turn.reason]).toEqual(['incomplete', 'server_restart']);
        expect(seen.sent().startsWith(turn.response)).toBe(true);
      }
    });
  }
}

/** Ten at a time. */
async function eachOf<T>(items: readonly T[], check: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await check(item);
  };
  await Promise.all(Array.from({ length: 10 }, work));
}
