import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { OpenTurn, expectWholeStream } from '../chat/chat-fixture.js';
import { typesOf } from './calling.js';

describe.each(testDatabases())('answers without a model on %s', (database) => {
  let app: RunningApp;
  let token: string;
  const ask = async (message: string, more: object = {}): Promise<Json> =>
    (await app.call('POST', '/api/chat', { token, json: { message, ...more } })).body;
  const stream = async (message: string) => {
    const response = await app.send('POST', '/api/chat', { token, json: { message, streaming: true } });
    return OpenTurn.of(response).all();
  };
  /** Until everything said can be found. */
  const remembered = async () => {
    for (;;) {
      if ((await app.call('GET', '/api/memory/status', { token })).body.pending === 0) return;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  };
  beforeAll(async () => {
    app = await startApp({ database });
    token = (await registerUser(app)).token;
  });
  afterAll(() => app.stop());

  it('calculates, and shows how', async () => {
    const frames = await stream('what is 12.5 % of 840');
    const end = expectWholeStream(frames);
    expect(end).toMatchObject({ turn_status: 'complete', response: '12.5 % of 840 = 105', model: 'extractive' });
    expect(typesOf(frames).slice(2, -1)).toEqual(['tool-call', 'tool-result', 'text-delta']);
    expect(frames[2]!.data).toMatchObject({ name: 'calculator', arguments: { expression: '12.5 % of 840' } });
  });

  it('knows what time it is in Tokyo', async () => {
    const before = Date.now();
    const { response } = await ask('what time is it in Tokyo');
    const [, date, time] = /^Tokyo \(Asia\/Tokyo\): \w+day, (\S+) (\S+) \(UTC\+09:00\)$/.exec(response)!;
    const told = Date.parse(`${date}T${time}+09:00`);
    expect(told).toBeGreaterThanOrEqual(before - 1000);
    expect(told).toBeLessThanOrEqual(Date.now());
  });

  it('remembers what it was told in another conversation', async () => {
    await ask('My sister Ylva repairs church organs in Trondheim.');
    await ask('The kettle in the office is broken.');
    await remembered();
    const { response } = await ask('what did I tell you about my sister');
    expect(response).toBe('You said: “My sister Ylva repairs church organs in Trondheim.”');
    const forgetful = await ask('what did I tell you about my sister', { memory: false });
    expect(forgetful.response).not.toContain('Ylva');
  });

  it('quotes documents as ever', async () => {
    const text = 'The old lighthouse was painted green in 1931. Its keeper was called Bram.';
    await app.call('POST', '/api/rag/documents?wait=30', { token, json: { title: 'Lighthouse', text } });
    const { response, citations } = await ask('In which year was the lighthouse painted green?');
    expect(response).toContain('1931');
    expect(citations).toMatchObject([{ n: 1, title: 'Lighthouse', cited: true }]);
  });
});
