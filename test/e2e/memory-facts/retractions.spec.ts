/** Taking something back ends what was meant by it, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

describe.each(testDatabases())('what is taken back on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  /** What an account knows that has said these things, oldest first. */
  async function knownAfter(...messages: string[]): Promise<string[]> {
    const { token } = await registerUser(chat.app);
    const call = (method: string, path: string, json?: unknown) => chat.app.call(method, path, { token, json });
    let session_id: string | undefined;
    for (const message of messages) {
      const { status, body } = await call('POST', '/api/chat', { message, session_id });
      expect(status).toBe(200);
      session_id = body.session_id as string;
      while ((await call('GET', '/api/memory/status')).body.pending) await new Promise((go) => setTimeout(go, 5));
    }
    return (await call('GET', '/api/memory')).body.data.map(({ content }: Json) => content).reverse();
  }

  it.each([
    ['My sister lives in Bergen', 'I live in Bergen', 'Forget that I live in Bergen'],
    ['My brother works at Siemens', 'I work at Siemens', "I don't work at Siemens any more"],
    ["My mother's birthday is 3 May", 'My birthday is 4 June', 'Please forget my birthday'],
    ["My dog's name is Rex", 'My name is Ada', 'Forget my name'],
    ["My sister's car is a red Volvo", 'My car is a green Saab', 'I sold my car'],
  ])('"%s" stays, "%s" goes: %s', async (stays, goes, said) => {
    expect(await knownAfter(stays, goes, said)).toEqual([stays]);
  });

  it.each([
    ['My phone number is 555 0142', 'I lost my phone'],
    ['My phone number is 555 0142', 'I sold my phone'],
    ['My phone number is 555 0142', 'My phone is a Pixel 9'],
    ["My dog's name is Rex", 'I lost my dog'],
    ['My son is called Tim', 'I dropped my son off'],
    ['My name is Ada', "I'm Batman"],
    ['My name is Ada', "I'm Florence Nightingale"],
  ])('"%s" stays: %s', async (stays, said) => {
    expect(await knownAfter(stays, said)).toContain(stays);
  });

  it('who allows another language ends the wish for one, and no other wish', async () => {
    const wishes = ['Always answer in German', 'Never use emojis'];
    expect(await knownAfter(...wishes, 'You can answer in English again')).toEqual(['Never use emojis']);
    expect(await knownAfter(...wishes, "Let's switch back to English")).toEqual(['Never use emojis']);
  });

  it('what one is released from goes, and so does what one denies', async () => {
    const wishes = ['Always answer in German', 'Call me Ace', 'My name is Bob'];
    expect(await knownAfter(...wishes)).toEqual(wishes);
    const back = ['You no longer need to answer in German', "Please don't call me Ace any more", 'My name is not Bob'];
    expect(await knownAfter(...wishes, ...back)).toEqual([]);
  });

  it('a move of oneself moves nobody else', async () => {
    const moved = await knownAfter('I live in Berlin', 'My sister lives in Berlin', 'I moved from Berlin to Lisbon');
    expect(moved).toEqual(['My sister lives in Berlin', 'I live in Lisbon']);
  });

  it.each([
    ['Forget about my dog', ["My dog's name is Rex", 'My dog is five']],
    ['Forget what I told you about my sister', ['My sister Anna lives in Paris']],
    ['Forget what I said about Anna', ['My sister Anna lives in Paris']],
    ['I quit my job', ['I work as a nurse', 'I work at Siemens']],
  ])('%s: all of it', async (said, known) => {
    expect(await knownAfter(...known)).toEqual(known);
    expect(await knownAfter(...known, said)).toEqual([]);
  });

  it.each([
    'I cancelled my lunch',
    "I don't eat dinner any more",
    'Forget the restaurant',
    'I left the office',
    "You don't need to use Python for this",
    "That's wrong",
  ])('what is only asked about by the same words stays: %s', async (said) => {
    const known = ["I'm allergic to peanuts", 'I work at Siemens', 'I use Python'];
    expect(await knownAfter(...known, said)).toEqual(known);
  });

  it.each(['Can you forget my birthday?', 'Could you please forget that my birthday is 4 June?'])(
    'a wish that is asked as a question is one: %s',
    async (said) => {
      expect(await knownAfter('My birthday is 4 June', said)).toEqual([]);
    },
  );

  it('who asks for everything to be forgotten has nothing known or recalled, and begins anew', async () => {
    const { token } = await registerUser(chat.app);
    const call = (method: string, path: string, json?: unknown) => chat.app.call(method, path, { token, json });
    const ask = async (message: string): Promise<void> => {
      expect((await call('POST', '/api/chat', { message })).status).toBe(200);
      while ((await call('GET', '/api/memory/status')).body.pending) await new Promise((go) => setTimeout(go, 5));
    };
    const known = async () => (await call('GET', '/api/memory?include_superseded=true')).body.data;
    const found = async (query: string) => (await call('POST', '/api/memory/search', { query })).body.results;
    await ask('I live in Tromsø');
    await call('POST', '/api/memory', { content: 'The spare key is under the blue pot' });
    await ask('Forget everything you know about me and tell me a joke');
    expect(await known()).toHaveLength(2);
    expect(await found('Tromsø')).not.toEqual([]);
    await ask('Please forget everything you know about me.');
    expect([await known(), await found('Tromsø'), await found('forget everything')]).toEqual([[], [], []]);
    await ask('My name is Ada');
    expect(await known()).toMatchObject([{ content: 'My name is Ada' }]);
  });

  it('what is asked to be forgotten is nowhere any more but in the conversation', async () => {
    const { token } = await registerUser(chat.app);
    const call = (method: string, path: string, json?: unknown) => chat.app.call(method, path, { token, json });
    const ask = async (message: string): Promise<string> => {
      const { body } = await call('POST', '/api/chat', { message });
      while ((await call('GET', '/api/memory/status')).body.pending) await new Promise((go) => setTimeout(go, 5));
      return body.message_id as string;
    };
    await ask('My phone number is 555 0142');
    const answer = await ask('What is my phone number?');
    expect(JSON.stringify((await call('GET', `/api/chat/messages/${answer}/context`)).body)).toContain('0142');
    const shown = async (): Promise<string[]> => {
      const answers = await Promise.all([
        call('GET', '/api/memory?include_superseded=true'),
        call('GET', '/api/memory/export'),
        call('POST', '/api/memory/search', { query: 'phone number', include_superseded: true }),
        call('GET', `/api/chat/messages/${answer}/context`),
      ]);
      return answers.map(({ body }) => JSON.stringify(body)).filter((text) => text.includes('0142'));
    };
    expect(await shown()).toHaveLength(4);
    await ask('Please forget my phone number');
    for (let tries = 0; tries < 100 && (await shown()).length; tries++) await new Promise((go) => setTimeout(go, 50));
    expect(await shown()).toEqual([]);
  });
});
