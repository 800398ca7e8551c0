import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

/** TEST_LONG=1: thirty. */
const ROUNDS = process.env.TEST_LONG === '1' ? 30 : 3;
const DOCUMENTS = 400;

/** The server is killed while it indexes: what it had acknowledged ends as ready, whole and once. */
describe.each(testDatabases())('kill -9 during ingestion on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, json?: unknown) =>
    app.call(method, `/api/rag${path}`, { token: user.token, json });

  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  it(
    'leaves every document ready, none half visible, none twice',
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const jobId = await bulk(round);
        const long = await ask('POST', '/documents', { text: longText(round), external_id: `long${round}` });
        await waitUntil(
          async () => (await ask('GET', `/jobs/${jobId}`)).body.job.done >= ((round % 4) * DOCUMENTS) / 4,
        );
        await app.kill();
        await app.restart();
        await waitUntil(async () => (await ask('GET', `/jobs/${jobId}`)).body.job.finished_at !== undefined);
        const { job } = (await ask('GET', `/jobs/${jobId}`)).body;
        expect(job).toMatchObject({ state: 'done', total: DOCUMENTS, done: DOCUMENTS, failed: 0 });
        await waitUntil(async () => (await document(long.body.document.id)).state === 'ready');
        await everyChunkOnce(long.body.document.id, longText(round));
        await foundOnce(round);
      }
      const states = await allStates();
      expect(states).toEqual(Array<string>(ROUNDS * (DOCUMENTS + 1)).fill('ready'));
    },
    ROUNDS * 60_000,
  );

  async function bulk(round: number): Promise<string> {
    const lines = Array.from({ length: DOCUMENTS }, (_, i) =>
      JSON.stringify({
        external_id: `r${round}d${i}`,
        text: `Round${round} document${i} has marker${round}x${i}. ${FILLER}`,
      }),
    );
    const answer = await app.call('POST', '/api/rag/documents/bulk', {
      token: user.token,
      body: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(answer).toMatchObject({ status: 202, body: { accepted: DOCUMENTS } });
    return answer.body.job_id;
  }

  async function document(id: string) {
    return (await ask('GET', `/documents/${id}`)).body.document;
  }

  async function everyChunkOnce(id: string, text: string): Promise<void> {
    const { chunks } = await document(id);
    const seen: { start: number; end: number; text: string; ordinal: number }[] = [];
    for (let cursor = ''; ;) {
      const { body } = await ask('GET', `/documents/${id}/chunks?limit=100${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data);
      if (!body.next_cursor) break;
      cursor = body.next_cursor;
    }
    expect(seen.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: chunks }, (_, i) => i));
    for (const chunk of seen) expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text);
    expect(text.slice(seen.at(-1)!.end).trim()).toBe('');
  }

  async function foundOnce(round: number): Promise<void> {
    for (const i of [0, DOCUMENTS >> 1, DOCUMENTS - 1]) {
      const { body } = await ask('POST', '/search', { query: `marker${round}x${i}`, top_k: 20 });
      const hits = body.results.filter((hit: { external_id: string }) => hit.external_id === `r${round}d${i}`);
      expect(hits).toHaveLength(1);
    }
  }

  async function allStates(): Promise<string[]> {
    const states: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await ask('GET', `/documents?limit=100${cursor && `&cursor=${cursor}`}`);
      states.push(...body.data.map(({ state }: { state: string }) => state));
      if (!body.next_cursor) return states;
      cursor = body.next_cursor;
    }
  }
});

const FILLER = Array.from({ length: 80 }, (_, i) => `filler${i}`).join(' ');

function longText(round: number): string {
  const paragraph = (i: number) => `Paragraph ${i} of round ${round} says what it says. ${FILLER}`;
  return `# Long ${round}\n\n${Array.from({ length: 1000 }, (_, i) => paragraph(i)).join('\n\n')}`;
}

async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resume) => setTimeout(resume, 15));
}
