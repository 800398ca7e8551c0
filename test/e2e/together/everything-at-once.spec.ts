import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../support/seeded-random.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { FORGET_ALL, OPERATIONS } from './operations.js';
import { Things } from './things.js';

const CLIENTS = 24;
const EACH = process.env.TEST_LONG === '1' ? 1000 : 60;
const FORGETS = 0.005;
const words = (word: string) => Array.from({ length: 30 }, (_, i) => `${word}${i} `);

describe.each(testDatabases())('one account from two dozen places at once, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    chat.model.playFor('quick', { tokens: words('quick'), gapMs: 2 });
    chat.model.playFor('slow', { tokens: words('slow'), gapMs: 25 });
  });
  afterAll(() => chat.stop());

  it('meets no server error, whatever it changes under its own feet', async () => {
    const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
    const things = new Things(new SeededRandom(seed));
    const faults: string[] = [];
    let taken = 0;
    const client = async () => {
      for (let left = EACH; left > 0; left--) {
        const operation = things.random.chance(FORGETS) ? FORGET_ALL : things.random.oneOf(OPERATIONS);
        const { what, status, body } = await operation(chat, things);
        if (status < 300) taken++;
        if (status >= 500) faults.push(`${status} ${body.code} to ${what}`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    expect([seed, faults]).toEqual([seed, []]);
    const errors = chat.app.logs().match(/^.*\bERROR: .*$/gm) ?? [];
    expect([seed, errors]).toEqual([seed, []]);
    // Most of it must be something that can be done at all.
    expect(taken).toBeGreaterThan((CLIENTS * EACH) / 3);
  }, 600_000);
});
