import { describe, expect, it } from '@jest/globals';
import { InTurn } from './in-turn.js';

const soon = () => new Promise((resume) => setTimeout(resume, 1));

describe('work for one key', () => {
  it('is done one at a time and in order, beside that of other keys', async () => {
    const turns = new InTurn();
    const told: string[] = [];
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await soon();
      told.push(`${name} ends`);
      return name;
    };
    const given = await Promise.all([turns.run('a', work('1')), turns.run('a', work('2')), turns.run('b', work('3'))]);
    expect(given).toEqual(['1', '2', '3']);
    expect(told.filter((line) => !line.startsWith('3'))).toEqual(['1 begins', '1 ends', '2 begins', '2 ends']);
    expect(told.indexOf('3 begins')).toBeLessThan(told.indexOf('1 ends'));
  });

  it('goes on after a failure, and is forgotten when there is none', async () => {
    const turns = new InTurn();
    const failing = turns.run('a', () => Promise.reject(new Error('broken')));
    const after = turns.run('a', () => Promise.resolve('whole'));
    await expect(failing).rejects.toThrow('broken');
    expect(await after).toBe('whole');
    await soon();
    expect(turns.size).toBe(0);
  });
});
