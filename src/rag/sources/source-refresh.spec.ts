import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, notFound } from '../../common/app-error.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { Source } from './source.entity.js';
import { SourceDocuments } from './source-documents.js';
import { SourceRefresh } from './source-refresh.js';

const NOBODY = 65_534;

/** Root may read everything. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(NOBODY);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

describe('SourceRefresh of a folder', () => {
  let root: string;
  let folder: string;
  /** Paths of the documents there are, and of those taken in and removed by a look. */
  let known: string[];
  let taken: string[];
  let removed: string[];
  /** Of those, by somebody else meanwhile. */
  let deleted: string[];
  let noted: Partial<Source>[];
  /** Called with each file before it is read. */
  let beforeReading: (name: string) => void;
  /** Bytes of files that were read whole. */
  let received: number;
  let counted: { done: number; failed: string[] };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rai-refresh-'));
    folder = join(root, 'watched');
    for (const name of ['closed', 'open']) mkdirSync(join(folder, name), { recursive: true });
    for (const name of ['a.txt', 'b.txt', 'closed/c.txt', 'open/d.txt', 'z.txt'])
      writeFileSync(join(folder, name), name);
    for (const path of [root, folder]) chmodSync(path, 0o755);
    noted = [];
    received = 0;
    [known, taken, removed, deleted] = [[], [], [], []];
    counted = { done: 0, failed: [] };
    beforeReading = () => undefined;
  });
  afterEach(() => {
    chmodSync(join(folder, 'closed'), 0o755);
    rmSync(root, { recursive: true, force: true });
  });

  const look = async () => {
    const source = { userId: 'u', id: 's', kind: 'folder', location: folder, collectionId: null } as Source;
    const manager = {
      connection: { options: { type: 'better-sqlite3' } },
      existsBy: () => Promise.resolve(true),
      update: (_: unknown, __: unknown, values: Partial<Source>) => Promise.resolve(noted.push(values)),
    };
    const database = {
      reader: { findOneBy: () => Promise.resolve(source) },
      rows: () => Promise.resolve(known.map(documentOf)),
      write: (work: (given: unknown) => unknown) => work(manager),
    };
    const store = {
      async receive(bytes: AsyncIterable<Uint8Array>) {
        const parts: Uint8Array[] = [];
        for await (const part of bytes) parts.push(part);
        received += Buffer.concat(parts).length;
        return { bytes: Buffer.concat(parts).length, discard: () => Promise.resolve() };
      },
    };
    const uploads = {
      add: (_: unknown, { metadata }: Uploaded) => Promise.resolve({ existing: !taken.push(metadata.path) }),
    };
    const documents = {
      remove: (_: unknown, id: string) =>
        deleted.includes(id) ? Promise.reject(notFound()) : Promise.resolve(void removed.push(id)),
    };
    const ofSource = new SourceDocuments(
      ...([database, store, { fileBytes: 1000 }, uploads, documents] as unknown as Parts),
    );
    const putFile = ofSource.putFile.bind(ofSource);
    ofSource.putFile = (whose, file) => (beforeReading(file.name), putFile(whose, file));
    const documentOf = (path: string) => {
      const externalId = ofSource.externalId(source, path);
      return { id: path, external_id: externalId, state: 'ready', metadata: JSON.stringify({ path, bytes: -1 }) };
    };
    const clock = { iso: () => '2026-01-01T00:00:00.000Z' };
    const parts = [database, ofSource, {}, clock, { root }] as unknown as ConstructorParameters<typeof SourceRefresh>;
    await new SourceRefresh(...parts).run(job());
  };
  const job = () =>
    ({
      owner: { userId: 'u' },
      payload: { sourceId: 's' },
      signal: new AbortController().signal,
      progress: ({ done = 0, failed = 0, errors = [] }) => {
        counted.done += done;
        counted.failed.push(...errors.map(({ error }: { error: string }) => error));
        expect(errors).toHaveLength(failed);
        return Promise.resolve();
      },
    }) as unknown as RunningJob;

  it('passes over a file and a folder that are not for it to read, and keeps what it knows of them', async () => {
    known = ['b.txt', 'closed/c.txt', 'closed/deep/e.txt', 'closedness.txt', 'gone.txt'];
    chmodSync(join(folder, 'b.txt'), 0o000);
    chmodSync(join(folder, 'closed'), 0o000);
    await asNobody(look);
    expect(taken).toEqual(['a.txt', 'open/d.txt', 'z.txt']);
    expect(removed).toEqual(['closedness.txt', 'gone.txt']);
    expect(noted).toMatchObject([{ code: null, error: null }]);
    expect(counted).toEqual({ done: 3, failed: [expect.stringContaining('b.txt'), expect.stringContaining('closed')] });
  });

  it('reads no more than the beginning of what is no document, or too large', async () => {
    writeFileSync(join(folder, 'film.mp4'), Buffer.alloc(900));
    writeFileSync(join(folder, 'large.txt'), 'x'.repeat(1001));
    await look();
    expect(taken).toEqual(['a.txt', 'b.txt', 'closed/c.txt', 'open/d.txt', 'z.txt']);
    expect(received).toBe(taken.join('').length);
    expect(counted).toEqual({ done: 7, failed: [] });
  });

  it('goes on where files and folders vanish while it looks', async () => {
    known = ['b.txt', 'open/d.txt'];
    beforeReading = (name) => {
      if (name === 'a.txt')
        for (const gone of ['a.txt', 'b.txt', 'open']) rmSync(join(folder, gone), { recursive: true });
    };
    await look();
    expect(taken).toEqual(['closed/c.txt', 'z.txt']);
    // The next look, which does not even find their names, takes them for vanished.
    expect(removed).toEqual([]);
    beforeReading = () => undefined;
    await look();
    expect(removed).toEqual(['b.txt', 'open/d.txt']);
  });

  it('makes room by what has vanished where the account has no more', async () => {
    known = ['gone.txt'];
    beforeReading = (name) => {
      if (name > 'b' && removed.length === 0) throw new AppError('quota_exceeded');
    };
    await look();
    expect([taken, removed]).toEqual([['a.txt', 'b.txt', 'closed/c.txt', 'open/d.txt', 'z.txt'], ['gone.txt']]);
    expect(noted).toMatchObject([{ code: null, error: null }]);
    expect(counted).toEqual({ done: 5, failed: [] });
  });

  it('takes in what there is room for, and tells on the source that there is no more', async () => {
    known = ['gone.txt', 'old.txt'];
    beforeReading = (name) => {
      if (name > 'c') throw new AppError('quota_exceeded');
    };
    await look();
    expect([taken, removed]).toEqual([
      ['a.txt', 'b.txt'],
      ['gone.txt', 'old.txt'],
    ]);
    expect(noted).toMatchObject([{ code: 'quota_exceeded' }]);
  });

  it('goes on where somebody else deletes what has vanished', async () => {
    known = ['gone.txt', 'old.txt'];
    deleted = ['gone.txt'];
    await look();
    expect(removed).toEqual(['old.txt']);
    expect(noted).toMatchObject([{ code: null, error: null }]);
  });

  it('tells on the source where the folder itself cannot be read', async () => {
    known = ['gone.txt'];
    chmodSync(folder, 0o111);
    await asNobody(look);
    expect(noted).toMatchObject([{ code: 'fetch_failed', error: expect.stringContaining('EACCES') }]);
    expect(removed).toEqual([]);
  });

  it('tells on the source what else the disk refuses', async () => {
    known = ['gone.txt'];
    // What was a file is a folder by the time it is read: EISDIR.
    beforeReading = (name) => {
      if (name !== 'b.txt') return;
      rmSync(join(folder, name));
      mkdirSync(join(folder, name));
    };
    await look();
    expect(noted).toMatchObject([{ code: 'fetch_failed', error: expect.stringContaining('EISDIR') }]);
    expect(removed).toEqual([]);
  });
});

type Uploaded = { metadata: { path: string } };
type Parts = ConstructorParameters<typeof SourceDocuments>;
