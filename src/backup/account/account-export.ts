/** Everything an account owns, a line at a time: its rows, then the bytes of its files. */
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { FileStore } from '../../platform/files/file-store.js';
import { openUnlessGone } from './open-unless-gone.js';
import { OwnedRows } from './owned-rows.js';

@Injectable()
export class AccountExport {
  constructor(
    private readonly owned: OwnedRows,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Lines of NDJSON: one `header`, then `row`s by table, then the `chunk`s of files as base64, then one `end`. */
  async *lines(userId: string): AsyncGenerator<string> {
    let rows = 0;
    yield line({ type: 'header', format: 'rai-chat-account', version: 1, created_at: this.clock.iso() });
    for (const table of this.owned.tables()) {
      for await (const row of this.owned.of(table, userId)) {
        rows++;
        yield line({ type: 'row', table, row });
      }
    }
    let files = 0;
    for await (const { sha256 } of this.files.list(userId)) {
      const content = await openUnlessGone(this.files, userId, sha256);
      if (!content) continue;
      files++;
      yield* fileLines(sha256, content);
    }
    // Whoever reads it knows by this line that it is whole.
    yield line({ type: 'end', rows, files });
  }
}

async function* fileLines(sha256: string, content: Readable): AsyncGenerator<string> {
  let part = 0;
  for await (const chunk of content) {
    yield line({ type: 'chunk', sha256, part: part++, base64: (chunk as Buffer).toString('base64') });
  }
}

const line = (value: object) => `${JSON.stringify(value)}\n`;
