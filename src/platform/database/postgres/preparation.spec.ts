import { describe, expect, it } from '@jest/globals';
import { Preparation } from './preparation.js';
import { UnexpectedColumns } from './row-columns.js';

const SQL = 'SELECT a FROM b WHERE c = ?';
const often = (preparation: Preparation, sql: string) => {
  for (let i = 0; i < 5; i++) preparation.textOf(sql);
  return preparation.textOf(sql);
};
const failed = (code: string) => Object.assign(new Error('x'), { code });

describe('which statements are prepared', () => {
  it('those that repeat, under names made of their texts', () => {
    const preparation = new Preparation(true);
    expect(preparation.textOf(SQL)).toEqual({ text: 'SELECT a FROM b WHERE c = $1' });
    const { text, name } = often(preparation, SQL);
    expect(text).toBe('SELECT a FROM b WHERE c = $1');
    expect(name).toMatch(/^rai_[\w-]{24}$/);
    expect(often(new Preparation(true), SQL).name).toBe(name);
    expect(often(preparation, 'SELECT a FROM b WHERE d = ?').name).not.toBe(name);
  });

  it('none where that is switched off', () => {
    expect(often(new Preparation(false), SQL).name).toBeUndefined();
  });

  it('is at fault where the plan or the connection is another one, and gives up behind a pooler', () => {
    const preparation = new Preparation(true);
    expect(preparation.isAtFault(failed('23505'))).toBe(false);
    expect(preparation.isAtFault(undefined)).toBe(false);
    expect(preparation.isAtFault(failed('0A000'))).toBe(true);
    expect(preparation.isAtFault(new UnexpectedColumns('x'))).toBe(true);
    expect(often(preparation, SQL).name).toBeDefined();
    expect(preparation.isAtFault(failed('26000'))).toBe(true);
    expect(often(preparation, SQL).name).toBeUndefined();
  });
});
