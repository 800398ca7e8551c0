/** What search reads of the database, and the index a replica keeps open over it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { readText } from '../../src/platform/search/analysis/read-text.js';
import { gramsOf } from '../../src/platform/search/analysis/grams-of.js';
import { stemOf } from '../../src/platform/search/analysis/stem-of.js';
import type { SegmentsReader } from '../../src/platform/search/engine/segments-reader.js';
import { SegmentBuilder } from '../../src/platform/search/engine/segment-builder.js';
import type { IndexEntry } from '../../src/platform/search/search-types.js';
import { openSegmentStore } from '../../src/platform/search/storage/open-segment-store.js';
import {
  deleteDeletion,
  deleteSegment,
  insertDeletion,
  insertSegment,
} from '../../src/platform/search/storage/segment-statements.js';
import type { SegmentStore } from '../../src/platform/search/storage/segment-store.js';
import { OpenIndex } from '../../src/platform/search/worker/open-index.js';
import { openPostgres, openSqlite, type TestDatabase } from '../support/search-databases.js';
import { testDatabases } from '../support/test-databases.js';

const analyzer = { readText, stemOf, gramsOf };
const NOW = '2026-01-01T00:00:00.000Z';
const LARGE = 16 * 1024 + 1;

function bytesOf(entries: readonly IndexEntry[]): Uint8Array {
  const builder = new SegmentBuilder(analyzer);
  for (const each of entries) builder.add(each);
  return builder.toBytes();
}

describe.each(testDatabases())('SegmentStore on %s', (dialect) => {
  let test: TestDatabase;
  let store: SegmentStore;
  let owner: string;

  beforeAll(async () => {
    test = await (dialect === 'postgres' ? openPostgres() : openSqlite());
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    const { sqlitePath, postgresUrl } = test.database;
    store = await openSegmentStore({ dialect, sqlitePath, postgresUrl });
    owner = await test.newUser();
  });
  afterEach(() => store.close());

  async function put(data: Uint8Array, id = newId(), entries = 1): Promise<string> {
    await test.database.batch([insertSegment(owner, 'messages', { id, entries, data }, NOW)]);
    return id;
  }
  const drop = (id: string) => test.database.batch([deleteSegment(owner, 'messages', id)]);
  const state = (known?: readonly string[]) => store.state(owner, 'messages', known);
  const small = (byte: number) => new Uint8Array(100).fill(byte);
  const plain = (brought: ReadonlyMap<string, Uint8Array>) =>
    Object.fromEntries([...brought].map(([id, data]) => [id, [...data]]));

  describe('state', () => {
    it('gives ids oldest first and deletions by target, of this owner and corpus alone', async () => {
      const older = newId();
      const newer = await put(small(1));
      await put(small(2), older);
      await test.database.batch([insertSegment(owner, 'documents', { id: newId(), entries: 1, data: small(3) }, NOW)]);
      const targets = [newId(), newId()];
      const rows = targets.map((target) => ({ target, before: newer, createdAt: NOW }));
      for (const row of [...rows].reverse()) await test.database.batch([insertDeletion(owner, 'messages', row)]);
      const found = await state();
      expect(found.segments).toEqual([older, newer]);
      expect(found.deletions).toEqual(rows);
      expect(await store.state(await test.newUser(), 'messages', [])).toMatchObject({ segments: [], deletions: [] });
    });

    it('brings nothing where it is not said what is known, and never what is', async () => {
      const ids = [await put(small(1)), await put(small(2))];
      expect((await state()).brought.size).toBe(0);
      expect((await state(ids)).brought.size).toBe(0);
    });

    it('brings only bytes of what it names, and they are those that load() gives', async () => {
      const known = await put(small(1));
      const late = newId();
      await put(small(2));
      await put(small(3), late);
      const { segments, brought } = await state([known, late, newId()]);
      for (const id of brought.keys()) expect(segments).toContain(id);
      const loaded = await store.load(owner, 'messages', [...brought.keys()]);
      expect(plain(brought)).toEqual(plain(loaded));
    });

    it('names a segment until it is removed, and load() leaves out what was removed meanwhile', async () => {
      const [first, second] = [await put(small(1)), await put(small(2))];
      const { segments } = await state([]);
      await drop(first);
      expect([...(await store.load(owner, 'messages', segments)).keys()]).toEqual([second]);
      const after = await state([first]);
      expect(after.segments).toEqual([second]);
      expect([...after.brought.keys()]).not.toContain(first);
    });

    if (dialect === 'postgres') {
      it('brings what is missing, whether its id is newer or older than those known, but nothing large', async () => {
        const older = newId();
        const known = await put(small(1));
        const newer = await put(small(2));
        const large = await put(new Uint8Array(LARGE));
        await put(small(3), older);
        const { segments, brought } = await state([known]);
        expect(segments).toEqual([older, known, newer, large]);
        expect(plain(brought)).toEqual({ [older]: [...small(3)], [newer]: [...small(2)] });
      });

      it('brings eight at most, the newest', async () => {
        const ids: string[] = [];
        for (let i = 0; i < 12; i++) ids.push(await put(small(i)));
        expect([...(await state([])).brought.keys()].sort()).toEqual(ids.slice(4));
      });
    }
  });

  describe('an index kept open', () => {
    const groups = [newId(), newId(), newId()];
    let ordinal = 0;
    let kept: OpenIndex;
    beforeEach(() => {
      kept = newIndex();
    });
    const newIndex = () => new OpenIndex(owner, 'messages', store, analyzer);
    const entry = (group: number, text = `walnut number ${ordinal}`): IndexEntry => ({
      ...{ id: newId(), group: groups[group]!, ordinal: ordinal++, text },
    });
    async function add(entries: IndexEntry[], id = newId()): Promise<string> {
      return put(bytesOf(entries), id, entries.length);
    }
    /** Says the same as one that is opened anew. */
    async function expectSame(entries: number): Promise<void> {
      const reader = await kept.reader();
      expect(reader.liveCount).toBe(entries);
      expect(contentsOf(reader)).toEqual(contentsOf(await newIndex().reader()));
    }

    it('sees what is added, with a newer id and with an older, few and many at once', async () => {
      const ids = Array.from({ length: 3 }, () => newId());
      await add([entry(0), entry(1)]);
      await expectSame(2);
      await add([entry(1), entry(2)]);
      await expectSame(4);
      await add([entry(0), entry(0)], ids[1]);
      await expectSame(6);
      await add([entry(2, 'word '.repeat(4000) + [...Array(4000).keys()].map((i) => `w${i}`).join(' '))], ids[0]);
      await expectSame(7);
      for (let i = 0; i < 12; i++) await add([entry(i % 3)]);
      await expectSame(19);
    });

    it('sees what is hidden, hidden once more, and what a merge put in the place of others', async () => {
      const [one, two, three] = [entry(0), entry(0), entry(1)];
      const first = newId();
      const merged = newId();
      await add([one, two], first);
      const second = await add([three]);
      await add([entry(2)]);
      await expectSame(4);
      const deletion = { target: two.id, before: newId(), createdAt: NOW };
      await test.database.batch([insertDeletion(owner, 'messages', deletion)]);
      await expectSame(3);
      await add([{ ...two, text: 'walnut again' }]);
      await expectSame(4);
      const again = { ...deletion, before: newId() };
      await test.database.batch([insertDeletion(owner, 'messages', again)]);
      await expectSame(3);
      const data = bytesOf([one, three]);
      await test.database.batch([
        ...[first, second].map((id) => deleteSegment(owner, 'messages', id)),
        insertSegment(owner, 'messages', { id: merged, entries: 2, data }, NOW),
      ]);
      await expectSame(3);
      await test.database.batch([deleteDeletion(owner, 'messages', again)]);
      await expectSame(4);
    });

    /** All that a reader says of entries and groups, by id: numbers of groups differ. */
    function contentsOf(reader: SegmentsReader) {
      const numbers = groups.map((id) => reader.groupNumber(id)).filter((group) => group >= 0);
      const entries = Array.from({ length: reader.size }, (_, at) => at);
      const scores = reader.newGroupScores();
      const walnuts = reader.stemClass(stemOf('walnut'));
      return {
        ids: entries.map((at) => (reader.isLive(at) ? reader.idOf(at) : '')),
        beside: entries.map((at) => [reader.entryBeside(at, -1), reader.entryBeside(at, 1)]),
        groups: numbers.map((group) => [
          reader.groupId(group),
          reader.groupLengthOf(group),
          ...reader.entriesOf(group),
        ]),
        live: [reader.liveGroupCount, reader.averageLength, reader.averageChars],
        found: [reader.documentFrequency(walnuts), reader.accumulateGroups(walnuts, 1, scores)],
        scores: numbers.map((group) => scores[group]),
      };
    }
  });
});
