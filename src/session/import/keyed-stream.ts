/** An NDJSON import under an Idempotency-Key: its body is known only once it has been read, so it is hashed on the way. */
import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InTurn } from '../../common/in-turn.js';
import { Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { type ImportResult, SessionImport } from './session-import.js';

@Injectable()
export class KeyedStream {
  private readonly turns = new InTurn();

  constructor(
    private readonly imports: SessionImport,
    private readonly idempotency: Idempotency,
  ) {}

  async take(userId: string, body: Readable, key: IdempotentRequest | undefined): Promise<ImportResult> {
    if (!key) return this.imports.stream(userId, body);
    // The same key at the same time: the later one is not read before the earlier one has been taken in.
    return this.turns.run(JSON.stringify([userId, key.key]), () => this.takeOnce(userId, body, key));
  }

  private async takeOnce(userId: string, body: Readable, key: IdempotentRequest): Promise<ImportResult> {
    const owner = { userId };
    const hash = createHash('sha256');
    const request = () => ({ ...key, bodyHash: hash.copy().digest('base64url') });
    if (await this.idempotency.isKept(owner, key)) {
      for await (const bytes of body as AsyncIterable<Buffer>) hash.update(bytes);
      const kept = await this.idempotency.find<ImportResult>(owner, request());
      if (kept) return kept;
    }
    const hashed = Readable.from(passing(body, hash), { objectMode: false });
    return this.imports.stream(userId, hashed, (result) => this.idempotency.record(owner, request(), result));
  }
}

async function* passing(body: Readable, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of body as AsyncIterable<Buffer>) {
    hash.update(bytes);
    yield bytes;
  }
}
