/**
 * Everything an account owns as one zip: a JSON file a table, the files under their names, and last what is in it. One
 * entry is read at a time and only as fast as somebody takes it, so the size of the account costs no memory.
 */
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import yazl from 'yazl';
import { Clock } from '../../common/clock.js';
import { FileStore } from '../../platform/files/file-store.js';
import { openUnlessGone } from './open-unless-gone.js';
import { OwnedRows } from './owned-rows.js';

/** What is known of its content once all before it is written. */
interface Counts {
  rows: Record<string, number>;
  files: number;
  /** Deleted while the archive was being written: named in it, and empty. */
  gone: string[];
}

@Injectable()
export class AccountArchive {
  constructor(
    private readonly owned: OwnedRows,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** The bytes of the zip. Whoever reads it knows by its directory at the end and by `contents.json` that it is whole. */
  async stream(userId: string): Promise<Readable> {
    const zip = new yazl.ZipFile();
    const output = zip.outputStream as Readable;
    const counts: Counts = { rows: {}, files: 0, gone: [] };
    let current: Readable | undefined;
    const add = (name: string, compress: boolean, open: () => Readable | Promise<Readable>) =>
      zip.addReadStreamLazy(name, { compress, mtime: new Date(this.clock.now()) }, (give) => {
        Promise.resolve(open()).then(
          (stream) => {
            current = stream.once('error', (error) => output.destroy(error));
            give(null, stream);
          },
          (error: Error) => output.destroy(error),
        );
      });
    // An entry that is half read would hold its file open for ever.
    output.once('close', () => current?.destroy());
    for (const table of this.owned.tables()) {
      add(`data/${table}.json`, true, () => Readable.from(this.table(table, userId, counts)));
    }
    await this.addFiles(userId, (name, sha256) =>
      add(name, false, async () => {
        const content = await openUnlessGone(this.files, userId, sha256);
        if (content) counts.files++;
        else counts.gone.push(name);
        return content ?? Readable.from([]);
      }),
    );
    add('contents.json', true, () => Readable.from([this.contents(counts)]));
    zip.end();
    return output;
  }

  /** Each under the name it was given, and what has no name (texts of documents) under the hash of its bytes. */
  private async addFiles(userId: string, add: (name: string, sha256: string) => void): Promise<void> {
    const named = new Set<string>();
    for await (const row of this.owned.of('files', userId)) {
      const { id, name, sha256 } = row as { id: string; name: string; sha256: string };
      named.add(sha256);
      add(`files/${id}/${name.replace(/[/\\]/g, '_')}`, sha256);
    }
    for await (const { sha256 } of this.files.list(userId)) {
      if (!named.has(sha256)) add(`files/by-hash/${sha256}`, sha256);
    }
  }

  private async *table(table: string, userId: string, counts: Counts): AsyncGenerator<string> {
    let rows = 0;
    yield '[';
    for await (const row of this.owned.of(table, userId)) yield `${rows++ ? ',' : ''}\n${JSON.stringify(row)}`;
    yield '\n]\n';
    counts.rows[table] = rows;
  }

  private contents({ gone, ...counts }: Counts): string {
    const about = { format: 'rai-chat-account-archive', version: 1, created_at: this.clock.iso() };
    return `${JSON.stringify({ ...about, ...counts, ...(gone.length && { gone }) }, null, 2)}\n`;
  }
}
