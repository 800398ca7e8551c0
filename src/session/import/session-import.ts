/** Takes past conversations in, searchable as soon as they are there. Idempotent by `external_id`. */
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { NDJSON_LINE_BYTES, type NdjsonLine, ndjsonLines, withinNdjsonLimit } from '../../http/ndjson-lines.js';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import type { Statement } from '../../platform/database/statement.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import type { IndexEntry } from '../../platform/search/search-types.js';
import type { ImportedSession } from './imported-session.js';
import { rowsOf, type SessionRows } from './import-statements.js';
import { BATCH_MESSAGES, BATCHES_A_COMPACTION, LongSessions } from './long-sessions.js';
import { parseSession } from './parse-sessions.js';

export interface ImportedRef {
  id: string;
  external_id: string | null;
  messages: number;
  existing?: true;
}

export interface ImportResult {
  sessions: ImportedRef[];
  /** The first thousand. */
  rejected: { line: number; code: string; error: string }[];
  rejected_total: number;
}

/** What must be committed together with the last of an import. */
type Recording = (result: ImportResult) => Statement[];

/** Up to so many are committed in one piece. */
const LONG_MESSAGES = 4 * BATCH_MESSAGES;
/** Rejections told one by one; the rest are counted in `rejected_total`. */
const REJECTIONS = 1000;

@Injectable()
export class SessionImport {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly foreground: Foreground,
    private readonly long: LongSessions,
    private readonly clock: Clock,
  ) {}

  /** All of a JSON body. `record`: what else the last transaction must hold. */
  async all(userId: string, sessions: ImportedSession[], record?: Recording): Promise<ImportResult> {
    const result: ImportResult = { sessions: [], rejected: [], rejected_total: 0 };
    const batches = inBatches(sessions);
    const last = batches.pop() ?? [];
    for (const batch of batches) await this.take(userId, batch, result);
    await this.take(userId, last, result, record);
    await this.index.compact(userId, 'messages');
    return result;
  }

  /** Line by line; what was committed before a broken connection stays, and sending it again finds it there. */
  async stream(userId: string, body: Readable, record?: Recording): Promise<ImportResult> {
    const result: ImportResult = { sessions: [], rejected: [], rejected_total: 0 };
    let batch: ImportedSession[] = [];
    let weight = 0;
    let batches = 0;
    const pause = this.foreground.slices();
    for await (const line of ndjsonLines(withinNdjsonLimit(body), NDJSON_LINE_BYTES)) {
      if (line.text === '') continue;
      if (weight >= BATCH_MESSAGES) {
        await this.take(userId, batch, result);
        batch = [];
        weight = 0;
        if (++batches % BATCHES_A_COMPACTION === 0) await this.index.compact(userId, 'messages');
      }
      await pause();
      const session = parseLine(line, result);
      if (!session) continue;
      batch.push(session);
      weight += weightOf(session);
    }
    await this.take(userId, batch, result, record);
    await this.index.compact(userId, 'messages');
    return result;
  }

  /** Commits a batch and adds it to the result. */
  private async take(
    userId: string,
    sessions: ImportedSession[],
    result: ImportResult,
    record?: Recording,
  ): Promise<void> {
    for (let known = 0; ; known++) {
      try {
        const refs = await this.commit(userId, sessions, (now) =>
          record ? record({ ...result, sessions: [...result.sessions, ...now] }) : [],
        );
        for (const ref of refs) result.sessions.push(ref);
        return;
      } catch (error) {
        // One more of the sessions was being imported elsewhere at the same time; now it is there.
        if (!isUniqueViolation(error) || known >= sessions.length) throw error;
      }
    }
  }

  /** Gives those of this batch only: all of them copied for each batch would be the square of a long import. */
  private async commit(
    userId: string,
    sessions: ImportedSession[],
    record: (refs: ImportedRef[]) => Statement[],
  ): Promise<ImportedRef[]> {
    const unfinished: string[] = [];
    try {
      const { refs, statements, entries } = await this.rows(userId, sessions, unfinished);
      // Handing the texts to the thread that indexes them is a slice of its own.
      await this.foreground.slice();
      if (statements.length) statements.push(...(await this.index.build(userId, 'messages', entries)));
      statements.push(...record(refs));
      if (statements.length) await this.database.batch(statements, { background: true });
      return refs;
    } catch (error) {
      await this.long.drop(userId, unfinished);
      throw error;
    }
  }

  /** What is to be committed together. Long ones are written already; their ids go into `unfinished`. */
  private async rows(userId: string, sessions: ImportedSession[], unfinished: string[]) {
    const known = await this.known(userId, sessions);
    const now = this.clock.iso();
    const statements: Statement[] = [];
    const entries: IndexEntry[] = [];
    const refs: ImportedRef[] = [];
    for (const session of sessions) {
      const externalId = session.external_id ?? null;
      const existing = externalId === null ? undefined : known.get(externalId);
      if (existing) {
        refs.push({ ...existing, external_id: externalId, existing: true });
        continue;
      }
      const rows = await this.rowsOf(userId, session, now, unfinished);
      statements.push(...rows.statements);
      entries.push(...rows.entries);
      refs.push({ id: rows.id, external_id: externalId, messages: rows.messages });
      if (externalId !== null) known.set(externalId, { id: rows.id, messages: rows.messages });
    }
    return { refs, statements, entries };
  }

  private async rowsOf(
    userId: string,
    session: ImportedSession,
    now: string,
    unfinished: string[],
  ): Promise<SessionRows> {
    const { length } = session.messages;
    if (length <= LONG_MESSAGES) return rowsOf(userId, session, now);
    const id = newId();
    unfinished.push(id);
    const shown = await this.long.write(userId, id, session, now);
    return { id, messages: length, statements: [shown], entries: [] };
  }

  private async known(
    userId: string,
    sessions: ImportedSession[],
  ): Promise<Map<string, { id: string; messages: number }>> {
    const ids = sessions.flatMap(({ external_id }) => external_id ?? []);
    const known = new Map<string, { id: string; messages: number }>();
    for (let from = 0; from < ids.length; from += 500) {
      const some = ids.slice(from, from + 500);
      const sql = `SELECT id, external_id, message_count FROM sessions WHERE user_id = ? AND external_id IN (${some.map(() => '?').join(', ')})`;
      const rows = await this.database.rows<{ id: string; external_id: string; message_count: number }>(sql, [
        userId,
        ...some,
      ]);
      for (const row of rows) known.set(row.external_id, { id: row.id, messages: row.message_count });
    }
    return known;
  }
}

/** A conversation without messages weighs something too, or millions of them would be one transaction. */
const weightOf = ({ messages }: ImportedSession): number => messages.length + 1;

function inBatches(sessions: ImportedSession[]): ImportedSession[][] {
  const batches: ImportedSession[][] = [];
  let weight = Infinity;
  for (const session of sessions) {
    if (weight >= BATCH_MESSAGES) {
      batches.push([]);
      weight = 0;
    }
    batches.at(-1)!.push(session);
    weight += weightOf(session);
  }
  return batches;
}

function parseLine({ number: line, text, fault }: NdjsonLine, result: ImportResult): ImportedSession | undefined {
  try {
    if (fault) throw fault;
    return parseSession(JSON.parse(text));
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError('invalid_json', 'The line is not valid JSON.');
    const detail = known.details?.[0];
    const told = detail ? `${detail.field}: ${detail.message}` : known.message;
    result.rejected_total++;
    if (result.rejected.length < REJECTIONS) result.rejected.push({ line, code: known.code, error: told });
    return undefined;
  }
}
