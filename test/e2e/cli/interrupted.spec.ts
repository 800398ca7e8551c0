import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';

describe.each(testDatabases())('a command that is interrupted, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const keys = async () => (await chat.call('GET', '/api/auth/keys')).body.data as unknown[];

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves no key behind on %s, and the answer goes on', async (signal, code) => {
    chat.model.play({ tokens: ['The ', 'answer ', 'goes ', 'on.'], gapMs: 700 });
    const { PATH = '', HOME = '' } = process.env;
    const { port } = new URL(chat.app.url);
    const env = { DATA_DIR: chat.app.dataDir, DATABASE_URL: chat.app.databaseUrl, RAI_API_PORT: port };
    const words = ['ask', 'What goes on?', '--user', chat.user.username];
    const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), ...words], {
      cwd: chat.app.dataDir,
      env: { PATH, HOME, ...env },
    });
    let text = '';
    for (const output of [child.stdout, child.stderr]) output.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await waitUntil('it answers', 20_000, () => Promise.resolve(text.includes('The') || undefined));
    expect(await keys()).toHaveLength(1);
    child.kill(signal);
    // npm passes on what the terminal has sent already.
    child.kill(signal);
    expect(await once(child, 'close')).toEqual([code, null]);
    expect(text.trim()).toMatch(/^(The|answer|goes|on\.| )*$/);
    expect(await keys()).toEqual([]);
    const [session] = (await chat.call('GET', '/api/session')).body.data;
    const { turn_id } = (await chat.messages(session.id))[1]!;
    expect(await chat.turnOver(turn_id)).toMatchObject({ state: 'complete', response: 'The answer goes on.' });
  });
});
