import { describe, expect, it } from '@jest/globals';
import { mixHits } from './mix-hits.js';
import type { MemoryHitView } from './views/memory-hit.view.js';

const episode = (id: string, score: number): MemoryHitView => ({
  id,
  kind: 'episode',
  content: id,
  score,
  message_id: id,
  created_at: '',
});
const fact = (id: string, score: number, message_id?: string): MemoryHitView => ({
  id,
  kind: 'fact',
  content: id,
  score,
  ...(message_id && { message_id }),
  created_at: '',
});
const said = [episode('a', 3), episode('b', 2), episode('c', 1)];
const ids = (hits: MemoryHitView[]) => hits.map(({ id }) => id);

describe('mixHits', () => {
  it('leaves message hits alone where there are no facts', () => expect(mixHits(said, [], 3)).toBe(said));

  it('puts a fact right before the message it is from', () =>
    expect(ids(mixHits(said, [fact('f', 0.9, 'b')], 10))).toEqual(['a', 'f', 'b', 'c']));

  it('puts at most three strong facts of other messages in front', () => {
    const facts = ['f', 'g', 'h', 'i'].map((id) => fact(id, 0.8));
    expect(ids(mixHits(said, facts, 10))).toEqual(['f', 'g', 'h', 'a', 'b', 'c', 'i']);
  });

  it('gives weak facts only what room is left', () => {
    expect(ids(mixHits(said, [fact('f', 0.2)], 3))).toEqual(['a', 'b', 'c']);
    expect(ids(mixHits(said, [fact('f', 0.2)], 4))).toEqual(['a', 'b', 'c', 'f']);
  });

  it('lets scores fall along the list', () => {
    const scores = mixHits(said, [fact('f', 0.9, 'b'), fact('g', 0.6), fact('h', 0.1)], 10).map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((x, y) => y - x));
  });
});
