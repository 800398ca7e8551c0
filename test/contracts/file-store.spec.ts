import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import { DiskFileStore } from '../../src/platform/files/disk-file-store.js';
import { type FileStore, HEAD_BYTES } from '../../src/platform/files/file-store.js';

const owner = newId();

describe('FileStore on a disk', () => {
  let folder: string;
  let store: FileStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rai-files-'));
    store = new DiskFileStore(folder, new SystemClock());
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

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
    expect(await readdir(join(folder, 'arriving'))).toEqual([]);
    await (await store.receive(parts(Buffer.alloc(100), 10), 100)).discard();
    expect(await readdir(join(folder, 'arriving'))).toEqual([]);
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

  it('takes no path from anyone, and shows the files to nobody else on the machine', async () => {
    await expect(store.open('../../etc', 'a'.repeat(64))).rejects.toThrow('owner');
    await expect(store.open(owner, '../../../etc/passwd')).rejects.toThrow('hash');
    const { sha256 } = await keep('private');
    const { mode } = await stat(join(folder, owner, sha256.slice(0, 2), sha256));
    expect(mode & 0o777).toBe(0o600);
  });

  it('clears away what arrived long ago and was never kept', async () => {
    await store.receive(parts(Buffer.from('lost'), 1), 10);
    const [name] = await readdir(join(folder, 'arriving'));
    await listed();
    expect(await readdir(join(folder, 'arriving'))).toHaveLength(1);
    await utimes(join(folder, 'arriving', name!), 1, 1);
    await listed();
    expect(await readdir(join(folder, 'arriving'))).toEqual([]);
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

async function* parts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('a');
  throw new Error('gone');
}
