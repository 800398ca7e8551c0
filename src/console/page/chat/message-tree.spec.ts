import { describe, expect, it } from '@jest/globals';
import type { Message } from '../api/types.js';
import { beforeAll, families, pathTo } from './message-tree.js';

const message = (id: string, parent_id: string | null, role: Message['role']): [string, Message] => [
  id,
  { id, parent_id, role, session_id: 's', content: id, created_at: '2026-01-01T00:00:00.000Z' },
];

/** q1 → a1 → q2 → a2, a first question asked in other words (q3 → a3), and a2 written again (a4). */
const TREE = new Map([
  message('1-q1', null, 'user'),
  message('2-a1', '1-q1', 'assistant'),
  message('3-q2', '2-a1', 'user'),
  message('4-a2', '3-q2', 'assistant'),
  message('5-q3', null, 'user'),
  message('6-a3', '5-q3', 'assistant'),
  message('7-a4', '3-q2', 'assistant'),
]);

describe('the tree of a conversation', () => {
  it('gives the branch that ends in a message', () => {
    expect(pathTo(TREE, '4-a2').map(({ id }) => id)).toEqual(['1-q1', '2-a1', '3-q2', '4-a2']);
    expect(pathTo(TREE, '6-a3').map(({ id }) => id)).toEqual(['5-q3', '6-a3']);
    expect(pathTo(TREE, null)).toEqual([]);
  });

  it('ends at a parent that is not there, and at one that was seen', () => {
    expect(pathTo(new Map([message('2', '1', 'user')]), '2').map(({ id }) => id)).toEqual(['2']);
    const round = new Map([message('1', '2', 'user'), message('2', '1', 'assistant')]);
    expect(pathTo(round, '2').map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('gives versions of a question and of an answer, oldest first', () => {
    expect(families(TREE)(TREE.get('5-q3')!)).toEqual(['1-q1', '5-q3']);
    expect(families(TREE)(TREE.get('4-a2')!)).toEqual(['4-a2', '7-a4']);
  });

  it('knows versions that were told but not read, and those that came since', () => {
    const [id, told] = message('4-a2', '3-q2', 'assistant');
    const some = new Map([[id, { ...told, versions: ['0-a0', '4-a2'] }], message('7-a4', '3-q2', 'assistant')]);
    expect(families(some)(some.get('7-a4')!)).toEqual(['0-a0', '4-a2', '7-a4']);
  });

  it('tells what is missing before the shown messages', () => {
    expect(beforeAll(pathTo(TREE, '4-a2'))).toBeNull();
    expect(beforeAll([TREE.get('3-q2')!])).toBe('2-a1');
    expect(beforeAll([])).toBeNull();
  });
});
