import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import type { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Foreground } from '../../platform/foreground/foreground.js';
import type { SearchIndex } from '../../platform/search/search-index.js';
import type { LongSessions } from './long-sessions.js';
import { type ImportResult, SessionImport } from './session-import.js';

const later = <T>(value: T) => Promise.resolve(value);

/** `refusals`: batches, from 1, that another import gets ahead of. */
function made(refusals: number[] = []) {
  let batches = 0;
  const batch = (statements: Statement[]) => {
    if (refusals.includes(++batches)) {
      return Promise.reject(Object.assign(new Error('taken'), { code: 'SQLITE_CONSTRAINT_UNIQUE' }));
    }
    return later(statements.map(() => 1));
  };
  return new SessionImport(
    { batch, rows: () => later([]) } as unknown as Database,
    { build: () => later([]), compact: () => later(undefined) } as unknown as SearchIndex,
    { slice: () => later(undefined), slices: () => () => later(undefined) } as unknown as Foreground,
    { drop: () => later(undefined) } as unknown as LongSessions,
    new SystemClock(),
  );
}

const body = (lines: readonly string[]) => Readable.from([Buffer.from(lines.join('\n'))]);
const line = (i: number) => JSON.stringify({ external_id: `line-${i}`, messages: [] });

describe('SessionImport', () => {
  it('tells a thousand rejected lines and counts them all', async () => {
    const result = await made().stream('user', body(Array.from({ length: 1500 }, () => '{')));
    expect(result.rejected).toHaveLength(1000);
    expect(result.rejected.at(-1)).toEqual({ line: 1000, code: 'invalid_json', error: expect.any(String) });
    expect(result.rejected_total).toBe(1500);
  });

  it('tells each session once though a batch is taken again, and records what it tells', async () => {
    const lines = Array.from({ length: 200 }, (_, i) => line(i));
    let recorded: ImportResult | undefined;
    const record = (result: ImportResult) => {
      recorded = result;
      return [{ sql: 'SELECT 1', params: [] }];
    };
    const result = await made([1, 3, 6]).stream('user', body([...lines, '{']), record);
    expect(result.sessions.map(({ external_id }) => external_id)).toEqual(lines.map((_, i) => `line-${i}`));
    expect(recorded).toEqual(result);
    expect(result.rejected_total).toBe(1);
  });

  it('counts nothing as rejected in a JSON body', async () => {
    const sessions = Array.from({ length: 100 }, (_, i) => ({ external_id: `${i}`, messages: [] }));
    const result = await made([2]).all('user', sessions);
    expect([result.sessions.length, result.rejected, result.rejected_total]).toEqual([100, [], 0]);
  });
});
