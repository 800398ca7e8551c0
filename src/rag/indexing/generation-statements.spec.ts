import { describe, expect, it } from '@jest/globals';
import { makeLive } from './generation-statements.js';
import type { PendingDocument } from './pending-document.js';

const OWNER = { userId: 'u-1' };
const pending = (id: string, generation = 1): PendingDocument => ({
  id,
  title: id,
  title_given: 0,
  mime: 'text/plain',
  file_id: null,
  source_url: null,
  bytes: 10,
  chunk_count: 0,
  generation: generation - 1,
  next_generation: generation,
});
const indexed = (id: string, chunks: number, generation = 1) => ({
  document: pending(id, generation),
  outcome: { chunks },
});

describe('documents that become live', () => {
  it('do so with one statement for all that are alike, which fails where one of them is not there', () => {
    const many = Array.from({ length: 70 }, (_, i) => indexed(`d-${i}`, 1));
    const statements = makeLive(OWNER, 'j-1', [...many, indexed('long', 9), indexed('again', 1, 2)], 'now');
    expect(statements.map(({ expect: rows }) => rows)).toEqual([70, 1, 1]);
    for (const { sql, params } of statements) {
      expect(sql.match(/\?/g)).toHaveLength(params.length);
      expect(params.slice(0, 3)).toEqual([expect.any(Number), 'now', 'u-1']);
      expect(params.at(-2)).toBe('j-1');
    }
    expect(new Set(statements[0]!.params.slice(3, -2))).toEqual(new Set(many.map(({ document }) => document.id)));
    expect(statements.map(({ params }) => [params[0], params.at(-1)])).toEqual([
      [1, 1],
      [9, 1],
      [1, 2],
    ]);
  });

  it('have a statement each where something was learnt of them', () => {
    const facts = { mime: 'text/html', bytes: 12, title: 'A page' };
    const page = { document: pending('page'), outcome: { chunks: 1, facts } };
    const statements = makeLive(OWNER, 'j-1', [page, indexed('plain', 1)], 'now');
    expect(statements.map(({ params }) => params.includes('A page'))).toEqual([true, false]);
    expect(statements.map(({ expect: rows }) => rows)).toEqual([1, 1]);
  });

  it('are named by lists of few lengths', () => {
    const texts = Array.from({ length: 256 }, (_, i) =>
      makeLive(
        OWNER,
        'j-1',
        Array.from({ length: i + 1 }, (_, n) => indexed(`d-${n}`, 1)),
        'now',
      ).map(({ sql }) => sql),
    );
    // 1, 2, 4 … 256.
    expect(new Set(texts.flat()).size).toBe(9);
  });
});
