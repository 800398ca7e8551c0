import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import { DiskFileStore } from '../../src/platform/files/disk-file-store.js';
import { type FileStore, HEAD_BYTES } from '../../src/platform/files/file-store.js';
import { S3FileStore } from '../../src/platform/files/s3-file-store.js';
import { S3Front } from '../support/s3-front.js';
import { S3Server } from '../support/s3-server.js';

const owner = newId();
const DAY = 24 * 3600 * 1000;

/** A store of its own for a test, and what lies in it that nobody has kept. */
interface Place {
  open(clock: Clock): Promise<FileStore>;
  arriving(): Promise<string[]>;
  remove(): Promise<void>;
}

async function onDisk(): Promise<Place & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rai-files-'));
  return {
    folder,
    open: async (clock) => new DiskFileStore(folder, clock),
    arriving: () => names(join(folder, 'arriving')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

let s3: S3Server;
async function onS3(): Promise<Place> {
  // One server for all tests; each has a prefix of its own.
  const prefix = `${newId()}/`;
  const objects = () => names(join(s3.folder, 'rai', prefix, 'arriving'));
  return {
    open: (clock) => S3FileStore.open({ ...s3.settings, prefix }, clock),
    arriving: async () => (await objects()).filter((name) => name.endsWith('_object')),
    remove: async () => undefined,
  };
}

beforeAll(async () => void (s3 = await S3Server.start()));
afterAll(() => s3.stop());

const ADAPTERS: [string, () => Promise<Place>][] = [
  ['on a disk', onDisk],
  ['in a bucket', onS3],
];

describe.each(ADAPTERS)('FileStore %s', (_, begin) => {
  let place: Place;
  let store: FileStore;

  beforeEach(async () => {
    place = await begin();
    store = await place.open(new SystemClock());
  });
  afterEach(() => place.remove());

  it('gives back the bytes it was given, with their hash and beginning', async () => {
    const bytes = Buffer.alloc(200_000, 'abcdefg');
    const received = await store.receive(parts(bytes, 1000), 300_000);
    expect(received.bytes).toBe(bytes.length);
    expect(received.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(Buffer.from(received.head)).toEqual(bytes.subarray(0, HEAD_BYTES));
    expect(await store.exists(owner, received.sha256)).toBe(false);
    await received.keep(owner);
    expect(await read(owner, received.sha256)).toEqual(bytes);
  });

  it('takes an empty file', async () => {
    const received = await keep('');
    expect(received.bytes).toBe(0);
    expect(await read(owner, received.sha256)).toEqual(Buffer.alloc(0));
  });

  it('keeps owners apart', async () => {
    const { sha256 } = await keep('mine');
    await expect(store.open(newId(), sha256)).rejects.toMatchObject({ code: 'not_found' });
    expect(await store.exists(newId(), sha256)).toBe(false);
  });

  it('refuses more bytes than allowed and leaves nothing behind', async () => {
    await expect(store.receive(parts(Buffer.alloc(101), 10), 100)).rejects.toMatchObject({ code: 'payload_too_large' });
    await expect(store.receive(broken(), 100)).rejects.toThrow('gone');
    expect(await place.arriving()).toEqual([]);
    await (await store.receive(parts(Buffer.alloc(100), 10), 100)).discard();
    expect(await place.arriving()).toEqual([]);
  });

  it('keeps the same bytes once, also when kept at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => keep('same')));
    expect(await listed()).toHaveLength(1);
  });

  it('deletes, once and again', async () => {
    const { sha256 } = await keep('old');
    await store.delete(owner, sha256);
    await store.delete(owner, sha256);
    expect(await store.exists(owner, sha256)).toBe(false);
    await expect(store.open(owner, sha256)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lists what it holds, of one owner or of all', async () => {
    const first = await keep('one');
    const other = newId();
    await (await store.receive(parts(Buffer.from('two'), 1), 10)).keep(other);
    expect(await listed(owner)).toEqual([{ owner, sha256: first.sha256, since: expect.any(Number) }]);
    expect((await listed()).map((entry) => entry.owner).sort()).toEqual([owner, other].sort());
    expect(await listed(newId())).toEqual([]);
  });

  it('takes a file of many parts, and gives it back as a stream', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 7, 'the quick brown fox ');
    const received = await store.receive(parts(bytes, 300_000), bytes.length);
    await received.keep(owner);
    expect(received.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect((await read(owner, received.sha256)).equals(bytes)).toBe(true);
  });

  it('lets a reader leave in the middle', async () => {
    const received = await store.receive(parts(Buffer.alloc(3_000_000), 100_000), 3_000_000);
    await received.keep(owner);
    for (let i = 0; i < 5; i++) {
      const stream = await store.open(owner, received.sha256);
      for await (const chunk of stream) if ((chunk as Buffer).length) break;
    }
    expect((await read(owner, received.sha256)).length).toBe(3_000_000);
  });

  it('discards nothing that was kept', async () => {
    const received = await store.receive(parts(Buffer.from('kept'), 1), 10);
    await received.keep(owner);
    await received.discard();
    expect(await store.exists(owner, received.sha256)).toBe(true);
  });

  it('takes no path from anyone', async () => {
    await expect(store.open('../../etc', 'a'.repeat(64))).rejects.toThrow('owner');
    await expect(store.open(owner, '../../../etc/passwd')).rejects.toThrow('hash');
  });

  it('clears away what arrived long ago and was never kept', async () => {
    await store.receive(parts(Buffer.from('lost'), 1), 10);
    const kept = await keep('kept');
    await listed();
    expect(await place.arriving()).toHaveLength(1);
    const tomorrow = new SystemClock();
    tomorrow.now = () => Date.now() + DAY;
    const later = await place.open(tomorrow);
    const all = [];
    for await (const { sha256 } of later.list()) all.push(sha256);
    expect(all).toEqual([kept.sha256]);
    expect(await place.arriving()).toEqual([]);
  });

  async function keep(text: string) {
    const received = await store.receive(parts(Buffer.from(text), 3), 1000);
    await received.keep(owner);
    return received;
  }

  async function read(whose: string, sha256: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await store.open(whose, sha256)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async function listed(whose?: string) {
    const all = [];
    for await (const entry of store.list(whose)) all.push(entry);
    return all;
  }
});

describe('FileStore on a disk', () => {
  it('shows the files to nobody else on the machine', async () => {
    const { folder, open, remove } = await onDisk();
    const store = await open(new SystemClock());
    const received = await store.receive(parts(Buffer.from('private'), 3), 1000);
    await received.keep(owner);
    const { mode } = await stat(join(folder, owner, received.sha256.slice(0, 2), received.sha256));
    expect(mode & 0o777).toBe(0o600);
    await remove();
  });
});

describe('FileStore in a bucket', () => {
  it('says that it cannot be reached', async () => {
    const gone = await S3Server.start();
    const store = await S3FileStore.open(gone.settings, new SystemClock());
    await gone.stop();
    const unavailable = { code: 'storage_unavailable', retryAfter: 5 };
    await expect(store.exists(owner, 'a'.repeat(64))).rejects.toMatchObject(unavailable);
    await expect(store.open(owner, 'a'.repeat(64))).rejects.toMatchObject(unavailable);
    await expect(store.receive(parts(Buffer.from('x'), 1), 10)).rejects.toMatchObject(unavailable);
  });

  it('says so where an object breaks off, and never gives the beginning for the whole', async () => {
    const front = await S3Front.before(s3.port);
    const store = await S3FileStore.open({ ...s3.settings, endpoint: front.url }, new SystemClock());
    const received = await store.receive(parts(Buffer.alloc(100_000, 'x'), 50_000), 100_000);
    await received.keep(owner);
    for (const cut of [0, 1000]) {
      front.fault = { cut };
      const reading = store.open(owner, received.sha256).then(async (content) => {
        for await (const bytes of content) expect(bytes).toBeDefined();
      });
      await expect(reading).rejects.toMatchObject({ code: 'storage_unavailable', retryAfter: 5 });
    }
    front.fault = undefined;
    const content = await store.open(owner, received.sha256);
    content.destroy();
    await front.close();
  });

  it('does not keep a transaction waiting for a bucket that says nothing', async () => {
    const front = await S3Front.before(s3.port);
    const store = await S3FileStore.open({ ...s3.settings, endpoint: front.url }, new SystemClock(), { keepMs: 300 });
    const received = await store.receive(parts(Buffer.from('x'), 1), 10);
    front.fault = { silent: true };
    await expect(received.keep(owner)).rejects.toMatchObject({ code: 'storage_unavailable' });
    await front.close();
  });

  it('tells a bucket that is not there, or refuses its keys, from a file that is not there', async () => {
    const hash = 'a'.repeat(64);
    const store = await S3FileStore.open({ ...s3.settings, bucket: 'no-such-bucket' }, new SystemClock());
    const refused = { code: 'storage_unavailable', message: expect.stringContaining('need to be checked') };
    await expect(store.exists(owner, hash)).rejects.toMatchObject(refused);
    await expect(store.open(owner, hash)).rejects.toMatchObject(refused);
    const credentials = { accessKeyId: 'nobody', secretAccessKey: 'wrong' };
    const locked = await S3FileStore.open({ ...s3.settings, credentials }, new SystemClock());
    await expect(locked.receive(parts(Buffer.from('x'), 1), 10)).rejects.toMatchObject(refused);
    await expect(locked.open(owner, hash)).rejects.toMatchObject(refused);
  });

  it('lists more than one page', async () => {
    const store = await S3FileStore.open({ ...s3.settings, prefix: `${newId()}/` }, new SystemClock(), { page: 10 });
    const wanted: string[] = [];
    for (let i = 0; i < 25; i++) {
      const received = await store.receive(parts(Buffer.from(`${i}`), 10), 10);
      await received.keep(owner);
      wanted.push(received.sha256);
    }
    const found: string[] = [];
    for await (const { sha256 } of store.list()) found.push(sha256);
    expect(found.sort()).toEqual(wanted.sort());
  });
});

/** Nothing where there is no folder. */
async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('a');
  throw new Error('gone');
}
