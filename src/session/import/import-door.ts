/** Chooses how an import is read: NDJSON as a stream, everything else as one JSON body. */
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { KeyedStream } from './keyed-stream.js';
import { parseSessions } from './parse-sessions.js';
import { type ImportResult, SessionImport } from './session-import.js';

@Injectable()
export class ImportDoor {
  constructor(
    private readonly imports: SessionImport,
    private readonly streams: KeyedStream,
    private readonly idempotency: Idempotency,
  ) {}

  async take(userId: string, request: Request, key: IdempotentRequest | undefined): Promise<ImportResult> {
    if (request.is('application/x-ndjson')) return this.streams.take(userId, request, key);
    const sessions = parseSessions(request.body);
    return this.idempotency.once<ImportResult>({ userId }, key, (record) =>
      this.imports.all(userId, sessions, key && record),
    );
  }
}
