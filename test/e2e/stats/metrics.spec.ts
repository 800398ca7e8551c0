import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

describe.each(testDatabases())('GET /metrics on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const lines = async (): Promise<string[]> => (await chat.app.call('GET', '/metrics')).body.split('\n');

  it('tells of turns, tokens, times, faults, searches and sign-ins', async () => {
    await chat.ask({ message: 'one' });
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    await chat.ask({ message: 'two' });
    chat.model.play({});
    const { username } = chat.user;
    await chat.app.call('POST', '/api/auth/login', { json: { username, password: 'not-the-password' } });
    await chat.call('POST', '/api/rag/documents?wait=10', { json: { title: 'a', text: 'some words to search' } });
    await chat.call('POST', '/api/rag/search', { json: { query: 'words' } });
    const now = await lines();
    expect(now).toContain('rai_turns_total{state="complete"} 1');
    expect(now).toContain('rai_turns_total{state="failed"} 1');
    expect(now).toContain('rai_model_faults_total{code="upstream_rejected"} 1');
    expect(now).toContain('rai_turn_duration_seconds_count 2');
    expect(now).toContain('rai_ttft_seconds_count 1');
    expect(now).toContain('rai_logins_total{outcome="failed"} 1');
    expect(now).toContain('rai_documents_total{state="ready"} 1');
    expect(now.find((line) => line.startsWith('rai_search_seconds_count{corpus="documents"}'))).toMatch(/ [1-9]/);
    expect(now.some((line) => line.startsWith('rai_tokens_total{kind="completion"}'))).toBe(true);
    for (const kind of ['commit', 'read'])
      expect(now.find((line) => line.startsWith(`rai_database_seconds_count{kind="${kind}"}`))).toMatch(/ [1-9]/);
    expect(now.some((line) => line.startsWith('nodejs_eventloop_lag_seconds'))).toBe(true);
  });

  it('counts what is going on at this moment', async () => {
    chat.model.play({ gapMs: 300, tokens: ['a', 'b', 'c', 'd'] });
    const turn = await chat.stream({ message: 'slowly' });
    await turn.until('text-delta');
    const meanwhile = await lines();
    expect(meanwhile).toContain('rai_active_turns 1');
    expect(meanwhile).toContain('rai_active_streams 1');
    await turn.all();
    expect(await lines()).toContain('rai_active_turns 0');
  });
});
