import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UsageConfig } from '../../../src/config/usage.config.js';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import type { Environment } from '../../../src/config/variables.js';
import { EventBus } from '../../../src/platform/events/event-bus.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { CallBook } from '../../../src/stats/calls/call-book.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { registerUser } from '../../support/register-user.js';
import { startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsWritten, onDatabase } from './stats-calls.js';

/** What people and model servers may name or count, and a database cannot keep. */
describe.each(testDatabases())('calls with what cannot be stored on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const ask = async (json: object) => {
    const { body } = await chat.call('POST', '/api/session', { json: { title: 'named' } });
    return chat.ask({ session_id: body.session.id, message: 'hi', ...json });
  };
  const rows = () => onDatabase(chat.app, 'SELECT * FROM model_calls ORDER BY id');

  it('are booked, and so are those after them', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    chat.model.play({ usage });
    await ask({ model: 'a\ud800' });
    await callsWritten(chat.app, 1);
    chat.model.play({ usage, model: 'b\0' });
    await ask({});
    await callsWritten(chat.app, 2);
    chat.model.play({
      usage,
      model: Array.from({ length: 9000 }, () => Math.random().toString(36).slice(2, 8)).join(''),
    });
    await ask({});
    await callsWritten(chat.app, 3);
    const models = (await rows()).map(({ model }) => model as string);
    expect(models.slice(0, 2)).toEqual(['a\ufffd', 'b\ufffd']);
    expect(models[2]!.length).toBeLessThanOrEqual(200);
    expect(chat.app.logs()).not.toContain('could not be written');
  });

  it.each([
    ['a fraction', { prompt_tokens: 10.4, completion_tokens: 4.6 }, [10, 5]],
    ['more than an integer holds', { prompt_tokens: 3e9, completion_tokens: 1e300 }, [10_000_000, 10_000_000]],
    ['less than nothing', { prompt_tokens: -3, completion_tokens: -0.4 }, [0, 0]],
  ])('with usage of %s are booked as whole numbers, and the turn with them', async (_, usage, [prompt, completion]) => {
    const before = (await rows()).length;
    chat.model.play({ usage });
    const { status, body } = await ask({});
    expect([status, body.turn_status]).toEqual([200, 'complete']);
    expect(body.usage).toMatchObject({ prompt_tokens: prompt, completion_tokens: completion, estimated: false });
    await callsWritten(chat.app, before + 1);
    expect((await rows()).at(-1)).toMatchObject({ prompt_tokens: prompt, completion_tokens: completion });
  });
});

describeOnPostgres('a call whose numbers no column takes', () => {
  it('is left out, and no other with it', async () => {
    const app = await startApp({ database: 'postgres' });
    const { id: userId } = await registerUser(app);
    const config = { dialect: 'postgres', postgresUrl: app.databaseUrl, poolSize: 2 } as DatabaseConfig;
    const opened = await openDatabase(config, { entities: [], migrations: [] }, { migrations: false });
    const events = new EventBus();
    const prices = new UsageConfig({ PRICES: {}, LLM_ROUTES: {}, LLM_UPSTREAMS: [] } as unknown as Environment);
    const book = new CallBook(opened.database, events, prices, new ManualClock());
    book.onModuleInit();
    const call = { userId, completionTokens: 5, estimated: false, totalMs: 1, retries: 0, outcome: 'complete' };
    for (const promptTokens of [1, 2, 2 ** 40, 4, 5, 0.5, 7])
      events.emit('model.ended', { ...call, model: `m${promptTokens}`, promptTokens });
    events.emit('tool.ended', { userId, tool: 'calculator', ok: true, totalMs: 1 });
    await book.onApplicationShutdown();
    const models = await onDatabase(app, 'SELECT model FROM model_calls ORDER BY model');
    expect(models.map(({ model }) => model)).toEqual(['m1', 'm2', 'm4', 'm5', 'm7']);
    expect(await onDatabase(app, "SELECT * FROM call_rollups WHERE grain = 'day'")).toHaveLength(5);
    expect(await onDatabase(app, "SELECT * FROM event_counts WHERE grain = 'day'")).toHaveLength(1);
    await opened.close();
    await app.stop();
  });
});
