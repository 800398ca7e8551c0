import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { SeededRandom } from '../../support/seeded-random.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { type Asked, FORGET_ALL, OPERATIONS } from './operations.js';
import { Things } from './things.js';

const isLong = process.env.TEST_LONG === '1';
const CLIENTS = 24;
const EACH = isLong ? 1000 : 60;
const FORGETS = 0.005;
const ACCOUNTS = isLong ? 100 : 12;
const CLIENTS_OF_EACH = 6;
/** Milliseconds until the account is deleted, about. */
const LIFE = 800;
const PATIENCE = 600_000;
const words = (word: string) => Array.from({ length: 30 }, (_, i) => `${word}${i} `);

describe.each(testDatabases())('everything at once, on %s', (database) => {
  let chat: ChatFixture;
  let random: SeededRandom;
  const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
  beforeAll(async () => {
    random = new SeededRandom(seed);
    chat = await ChatFixture.start(database);
    chat.model.playFor('quick', { tokens: words('quick'), gapMs: 2 });
    chat.model.playFor('slow', { tokens: words('slow'), gapMs: 25 });
  });
  afterAll(() => chat.stop());

  const expectNoFault = (answers: readonly Asked[]) => {
    const faults = answers.filter(({ status }) => status >= 500);
    expect([seed, faults.map(({ what, status, body }) => `${status} ${body.code} to ${what}`)]).toEqual([seed, []]);
    expect([seed, chat.app.logs().match(/^.*\bERROR: .*$/gm)]).toEqual([seed, null]);
    expect(chat.app.logs()).not.toContain('DeprecationWarning');
  };

  it(
    'an account from two dozen places meets no server error, whatever it changes under its own feet',
    async () => {
      const things = new Things(random);
      const answers: Asked[] = [];
      const client = async () => {
        for (let left = EACH; left > 0; left--) {
          const operation = random.chance(FORGETS) ? FORGET_ALL : random.oneOf(OPERATIONS);
          answers.push(await operation(chat, things));
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      expectNoFault(answers);
      // Most of it must be something that can be done at all.
      expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(answers.length / 3);
    },
    PATIENCE,
  );

  it(
    'an account that is deleted in the middle of everything is gone, and nothing fails for it',
    async () => {
      const answers: Asked[] = [];
      const live = async () => {
        const own = chat.as(await registerUser(chat.app));
        const things = new Things(random);
        let isGone = false;
        const client = async () => {
          while (!isGone) {
            // What is open when the account goes is cut: its credentials are worth nothing from then on.
            const cut = () => undefined;
            const asked = await random.oneOf(OPERATIONS)(own, things).catch(cut);
            if (asked) answers.push(asked);
          }
        };
        const clients = Array.from({ length: CLIENTS_OF_EACH }, client);
        await new Promise((resume) => setTimeout(resume, random.between(LIFE / 4, LIFE)));
        const { password } = own.user;
        const { status } = await own.call('DELETE', '/api/auth/me', { json: { password } });
        isGone = true;
        await Promise.all(clients);
        expect(status).toBe(200);
        expect((await own.call('GET', '/api/auth/me')).status).toBe(401);
      };
      for (let lived = 0; lived < ACCOUNTS; lived += 4) await Promise.all(Array.from({ length: 4 }, live));
      // On PostgreSQL a request may lose against the deletion; it is told to come back, and will find that it cannot.
      expectNoFault(answers.filter(({ body }) => body.code !== 'overloaded'));
      expect(answers.filter(({ status }) => status < 300).length).toBeGreaterThan(0);
    },
    PATIENCE,
  );
});
