import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readChat } from '../../../test/support/chat-events.js';
import { ScriptedModel } from '../../../test/support/scripted-model/scripted-model.js';
import { Clock } from '../../common/clock.js';
import { ExtractiveChatModel } from './extractive/extractive-chat-model.js';
import { ModelRouter } from './model-router.js';
import { OpenAiChatModel } from './openai-compatible/openai-chat-model.js';

/** Time stands still until a test lets the sleepers go. */
class HeldClock extends Clock {
  private sleepers: (() => void)[] = [];
  now(): number {
    return 0;
  }
  sleep(_ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.sleepers.push(resolve);
    });
  }
  wakeAll(): void {
    for (const wake of this.sleepers.splice(0)) wake();
  }
}

describe('ModelRouter', () => {
  const limits = { connectTimeoutMs: 500, firstTokenTimeoutMs: 2000, idleTimeoutMs: 500, totalTimeoutMs: 5000 };
  let server: ScriptedModel;
  let port: number;
  let clock: HeldClock;
  let said: string[];
  let router: ModelRouter;

  const create = (provider: 'auto' | 'openai' | 'extractive') => {
    const options = { ...limits, apiUrl: server.url, apiKey: '', model: '' };
    const remote = new OpenAiChatModel(options, { clock, onFault: (error) => router.onFault(error) });
    const logger = { log: (text: string) => said.push(text), warn: (text: string) => said.push(text) };
    router = new ModelRouter({ provider, remote, local: new ExtractiveChatModel(), clock, logger });
    return router;
  };
  const answer = () =>
    readChat(router.stream({ messages: [{ role: 'user', content: 'hi' }] }, new AbortController().signal));
  /** Asks again until the answer comes from `model`; the clock only moves when told to. */
  const until = (condition: () => boolean) =>
    server.until(() => {
      clock.wakeAll();
      return condition();
    });

  beforeEach(async () => {
    server = await new ScriptedModel().start();
    port = Number(new URL(server.url).port);
    clock = new HeldClock();
    said = [];
  });
  afterEach(async () => {
    await router.close();
    await server.close();
  });

  it('auto uses the server that answers, and says so', async () => {
    await create('auto').start();
    expect(router.status()).toMatchObject({ provider: 'openai', model: 'scripted', ready: true });
    expect((await answer()).finish?.model).toBe('scripted');
    expect(said).toHaveLength(1);
  });

  it.each([401, 404])('a server that answers %i to the list of models is there', async (status) => {
    server.models = status;
    await create('auto').start();
    expect(router.status().provider).toBe('openai');
  });

  it.each([500, 503])('a server that answers %i is not', async (status) => {
    server.models = status;
    await create('auto').start();
    expect(router.status().provider).toBe('extractive');
  });

  it('auto falls back when none answers, and changes over when one comes', async () => {
    await server.close();
    await create('auto').start();
    expect((await answer()).finish?.model).toBe('extractive');
    await server.start(port);
    await until(() => router.status().provider === 'openai');
    expect((await answer()).finish?.model).toBe('scripted');
    expect(said).toHaveLength(2);
  });

  it('auto falls back once an answer found the server gone', async () => {
    await create('auto').start();
    await server.close();
    const failed = answer();
    await until(() => router.status().provider === 'extractive');
    expect((await failed).error).toMatchObject({ code: 'upstream_unavailable' });
    expect((await answer()).finish?.model).toBe('extractive');
  });

  it('openai never falls back, but tells that it is not ready', async () => {
    await server.close();
    await create('openai').start();
    expect(router.status()).toMatchObject({ provider: 'openai', ready: false });
    expect(said[0]).toContain('cannot be reached');
  });

  it('extractive asks no server', async () => {
    await create('extractive').start();
    expect((await answer()).finish?.model).toBe('extractive');
    expect(server.requests).toHaveLength(0);
  });
});
