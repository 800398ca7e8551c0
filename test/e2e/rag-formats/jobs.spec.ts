import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const ABSENT = '01a1fbcb-79bd-70f4-8928-9876820e05de';

describe.each(testDatabases())('jobs on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  async function bulk(count: number, words: number): Promise<string> {
    const filler = Array.from({ length: words }, (_, i) => `word${i}`).join(' ');
    const lines = Array.from({ length: count }, (_, i) => JSON.stringify({ text: `Line ${i}. ${filler}` }));
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await app.call('POST', '/api/rag/documents/bulk', {
      token: user.token,
      body: lines.join('\n'),
      headers,
    });
    return answer.body.job_id;
  }

  async function frames(jobId: string) {
    const response = await app.send('GET', `/api/rag/jobs/${jobId}/events`, { token: user.token });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = await response.text();
    return [...text.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, id, data]) => ({
      id: Number(id),
      ...JSON.parse(data!),
    }));
  }

  it('tells progress as events until the end', async () => {
    const events = await frames(await bulk(600, 200));
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
    expect(events.filter(({ type }) => type === 'job-end')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'job-end', job: { state: 'done', total: 600, done: 600 } });
  });

  it('cancels: what is left ends as failed, what was done stays, nothing is between', async () => {
    const jobId = await bulk(3000, 200);
    const { status, body } = await app.call('POST', `/api/rag/jobs/${jobId}/cancel`, { token: user.token });
    expect([status, body.job.state]).toEqual([200, 'cancelled']);
    expect((await frames(jobId)).map(({ type }) => type)).toEqual(['job-end']);
    const states = new Map<string, number>();
    for (let cursor = ''; ;) {
      const page = await app.call('GET', `/api/rag/documents?limit=100${cursor && `&cursor=${cursor}`}`, {
        token: user.token,
      });
      for (const { state, code } of page.body.data) {
        const key = code ? `${state} ${code}` : state;
        states.set(key, (states.get(key) ?? 0) + 1);
      }
      if (!page.body.next_cursor) break;
      cursor = page.body.next_cursor;
    }
    expect([...states.keys()].sort()).toEqual(['failed job_cancelled', 'ready']);
    expect(states.get('ready')).toBe(600 + body.job.done);
    const again = await app.call('POST', `/api/rag/jobs/${jobId}/cancel`, { token: user.token });
    expect([again.status, again.body.job.state]).toEqual([200, 'cancelled']);
  });

  it('answers a stranger as if there were nothing', async () => {
    const jobId = await bulk(1, 3);
    const stranger = await registerUser(app);
    for (const id of [jobId, ABSENT, 'x']) {
      for (const [method, path] of [
        ['GET', `/api/rag/jobs/${id}`],
        ['GET', `/api/rag/jobs/${id}/events`],
        ['POST', `/api/rag/jobs/${id}/cancel`],
      ] as const) {
        expect(await app.call(method, path, { token: stranger.token })).toMatchObject({
          status: 404,
          body: { code: 'not_found' },
        });
      }
    }
  });
});
