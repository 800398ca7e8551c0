import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { tracesOf, untilNoTrace } from './traces.js';

/** Of each of two users whose turns run at the same time; a thousand in the long form. */
const TURNS = process.env['TEST_LONG'] ? 500 : 100;

describe.each(testDatabases())('what is forgotten on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  async function settled(token: string): Promise<void> {
    while ((await chat.call('GET', '/api/memory/status', { token })).body.pending > 0)
      await new Promise((resume) => setTimeout(resume, 10));
  }

  const traces = (word: string) => tracesOf(chat.app, database, word);
  const untilGone = (word: string) => untilNoTrace(chat.app, database, word);

  const ask = async (user: TestUser, json: object): Promise<Json> => {
    const { status, body } = await chat.ask(json, { token: user.token });
    expect(status).toBe(200);
    return body;
  };

  it('a memory is in no table and no file after it is forgotten, nor in answers that recalled it', async () => {
    const user = await registerUser(chat.app);
    const word = 'zanderquill';
    const { token } = user;
    const made = await chat.call('POST', '/api/memory', { token, json: { content: `The gate code is ${word} four` } });
    const answer = await ask(user, { message: 'What is the gate code?' });
    expect(answer.memories.map(({ content }: Json) => content)).toEqual([`The gate code is ${word} four`]);
    await chat.call('PATCH', `/api/memory/${made.body.memory.id}`, {
      token,
      json: { content: `The gate code is ${word} five` },
    });
    expect(await traces(word)).not.toEqual([]);
    expect((await chat.call('DELETE', `/api/memory/${made.body.memory.id}`, { token })).status).toBe(200);
    await untilGone(word);
  });

  it('what was learned goes with the last conversation that says it', async () => {
    const user = await registerUser(chat.app);
    const { token } = user;
    const one = await ask(user, { message: 'My favourite fungus is the wodewick.' });
    const two = await ask(user, { message: 'My favourite fungus is the wodewick.' });
    await settled(token);
    const known = async () => (await chat.call('GET', '/api/memory', { token })).body.data;
    expect(await known()).toHaveLength(1);
    await ask(user, { message: 'What is my favourite fungus?' });
    await chat.call('DELETE', `/api/session/${one.session_id}`, { token });
    expect(await known()).toMatchObject([{ source: { session_id: two.session_id } }]);
    await chat.call('DELETE', `/api/session/${two.session_id}`, { token });
    expect(await known()).toEqual([]);
    await untilGone('wodewick');
  });

  it('an account leaves nothing', async () => {
    const user = await registerUser(chat.app);
    const { token, password } = user;
    await chat.call('POST', '/api/memory', { token, json: { content: 'The attic holds a brindlefox' } });
    await ask(user, { message: 'My favourite animal is the brindlefox.' });
    await ask(user, { message: 'What is my favourite animal?' });
    await settled(token);
    expect(await traces('brindlefox')).not.toEqual([]);
    expect((await chat.call('DELETE', '/api/auth/me', { token, json: { password } })).status).toBe(200);
    await untilGone('brindlefox');
  });

  it('a temporary conversation is not remembered and leaves nothing', async () => {
    const user = await registerUser(chat.app);
    const { token } = user;
    const made = await chat.call('POST', '/api/session', { token, json: { temporary: true } });
    expect(made.body.session).toMatchObject({ temporary: true, memory: false, expires_at: expect.any(String) });
    const { id } = made.body.session;
    await ask(user, { message: 'My favourite bird is the skirlwing.', session_id: id });
    await settled(token);
    const search = await chat.call('POST', '/api/memory/search', {
      token,
      json: { query: 'favourite bird skirlwing' },
    });
    expect(search.body.results).toEqual([]);
    expect((await chat.call('PATCH', `/api/session/${id}`, { token, json: { memory: true } })).status).toBe(409);
    await expire(id);
    await chat.app.reconfigure();
    while ((await chat.call('GET', `/api/session/${id}`, { token })).status !== 404)
      await new Promise((resume) => setTimeout(resume, 50));
    await untilGone('skirlwing');
  });

  async function expire(id: string): Promise<void> {
    const sql = `UPDATE sessions SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = '${id}'`;
    if (database === 'postgres') {
      const client = new pg.Client({ connectionString: chat.app.databaseUrl });
      await client.connect();
      await client.query(sql);
      await client.end();
      return;
    }
    const connection = new Sqlite(join(chat.app.dataDir, 'rai.sqlite'));
    connection.exec(sql);
    connection.close();
  }

  it.each(['session', 'turn'])('with memory off for the %s nothing is read and nothing written', async (scope) => {
    const user = await registerUser(chat.app);
    const { token } = user;
    await chat.call('POST', '/api/memory', { token, json: { content: 'My favourite gem is beryl', pinned: true } });
    const json = { memory: scope === 'turn' };
    const session_id = (await chat.call('POST', '/api/session', { token, json })).body.session.id;
    const message = `My favourite gem is ${scope}ite. What is my favourite gem?`;
    const answer = await ask(user, { message, session_id, ...(scope === 'turn' && { memory: false }) });
    expect(answer.memories).toEqual([]);
    expect(JSON.stringify(chat.model.chats.at(-1)!.body!.messages)).not.toContain('beryl');
    await settled(token);
    const known = (await chat.call('GET', '/api/memory', { token })).body.data;
    expect(known.map(({ content }: Json) => content)).toEqual(['My favourite gem is beryl']);
    const { results } = (await chat.call('POST', '/api/memory/search', { token, json: { query: 'favourite gem' } }))
      .body;
    expect(results.map(({ content }: Json) => content)).toEqual(['My favourite gem is beryl']);
    const fork = await chat.call('POST', `/api/session/${session_id}/fork`, {
      token,
      json: { message_id: answer.message_id },
    });
    expect(fork.status).toBe(201);
    await settled(token);
    const again = (await chat.call('POST', '/api/memory/search', { token, json: { query: 'favourite gem' } })).body
      .results;
    expect(again.map(({ content }: Json) => content)).toEqual(['My favourite gem is beryl']);
  });

  it('another answer to a question that was kept out of memory is kept out of it, too', async () => {
    const user = await registerUser(chat.app);
    const { token } = user;
    await chat.call('POST', '/api/memory', { token, json: { content: 'My favourite moss is fernling', pinned: true } });
    const first = await ask(user, { message: 'What is my favourite moss?', memory: false });
    const again = await chat.call('POST', '/api/chat/regenerate', { token, json: { message_id: first.message_id } });
    expect(again.status).toBe(200);
    expect(again.body.memories).toEqual([]);
    expect(JSON.stringify(chat.model.chats.at(-1)!.body!.messages)).not.toContain('fernling');
    await settled(token);
    const { content } = (await chat.call('GET', `/api/session/${first.session_id}/messages`, { token })).body.data.at(
      -1,
    );
    const search = await chat.call('POST', '/api/memory/search', {
      token,
      json: { query: content, kinds: ['episode'] },
    });
    expect(search.body.results).toEqual([]);
  });

  it('another answer to a question that was to be forgotten is not recalled', async () => {
    const user = await registerUser(chat.app);
    const { token } = user;
    const first = await ask(user, { message: 'My favourite reed is the quillrush.' });
    await settled(token);
    const [known] = (await chat.call('GET', '/api/memory', { token })).body.data;
    await chat.call('DELETE', `/api/memory/${known.id}`, { token });
    const again = await chat.call('POST', '/api/chat/regenerate', { token, json: { message_id: first.message_id } });
    expect(again.status).toBe(200);
    await settled(token);
    const search = await chat.call('POST', '/api/memory/search', {
      token,
      json: { query: again.body.response, kinds: ['episode'] },
    });
    expect(search.body.results.map(({ id }: Json) => id)).not.toContain(again.body.message_id);
  });

  it('no prompt ever holds another user’s words, whoever asks when', async () => {
    const users = await Promise.all(
      ['amberlock', 'cindermoth'].map(async (word) => ({ word, user: await registerUser(chat.app) })),
    );
    const seen = chat.model.chats.length;
    await Promise.all(
      users.map(async ({ word, user }) => {
        let session_id: string | undefined;
        for (let i = 0; i < TURNS; i++) {
          if (i % 20 === 0) session_id = undefined;
          const message =
            i % 3
              ? `What is my favourite thing number ${i % 7}?`
              : `My favourite thing number ${i % 7} is ${word}${i}.`;
          session_id = (await ask(user, { message: `${message} (${word})`, session_id })).session_id as string;
        }
      }),
    );
    const prompts = chat.model.chats.slice(seen).map(({ body }) => JSON.stringify(body!.messages));
    const owners = prompts.map((prompt) => users.filter(({ word }) => prompt.includes(word)).length);
    // Titles are asked of the model, too, when it has nothing else to do, also of earlier conversations.
    expect(owners.filter((count) => count === 1).length).toBeGreaterThanOrEqual(2 * TURNS);
    expect(Math.max(...owners)).toBe(1);
    for (const { word, user } of users) {
      const { body } = await chat.call('POST', '/api/memory/search', {
        token: user.token,
        json: { query: 'favourite thing', top_k: 100 },
      });
      const other = users.find((one) => one.word !== word)!.word;
      expect(JSON.stringify(body)).not.toContain(other);
    }
  }, 1_200_000);
});
