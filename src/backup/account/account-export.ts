/**
 * Everything an account owns, a line at a time: its rows of every table that has an owner, then the bytes of its files.
 * What is a secret or made from other rows stays out. Reads tables by their description, so a new one is in by itself.
 */
import { Injectable } from '@nestjs/common';
import type { EntityMetadata } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { FileStore } from '../../platform/files/file-store.js';

/** Sign-ins, hashes of keys and codes, and what the server keeps for itself. */
const LEFT_OUT = new Set([
  'refresh_families',
  'refresh_tokens',
  'api_keys',
  'invites',
  'idempotency_keys',
  'jobs',
  'usage_rollups',
  'call_rollups',
  'budget_reservations',
  'turn_checkpoints',
]);
const SECRET_COLUMNS = new Set(['password_hash', 'username_key', 'replay', 'lease_owner', 'lease_until', 'sealed']);
/** Columns that hold bytes are indexes: made from the rows that are here. */
const BYTES = new Set(['blob', 'bytea']);
const PAGE = 500;

@Injectable()
export class AccountExport {
  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly clock: Clock,
  ) {}

  /** Lines of NDJSON: one `header`, then `row`s by table, then the `chunk`s of files as base64, then one `end`. */
  async *lines(userId: string): AsyncGenerator<string> {
    let rows = 0;
    yield line({ type: 'header', format: 'rai-chat-account', version: 1, created_at: this.clock.iso() });
    for (const table of this.tables()) {
      for await (const row of this.rows(table, userId)) {
        rows++;
        yield line({ type: 'row', table: table.tableName, row });
      }
    }
    let files = 0;
    for await (const { sha256 } of this.files.list(userId)) {
      files++;
      yield* this.fileLines(userId, sha256);
    }
    // Whoever reads it knows by this line that it is whole.
    yield line({ type: 'end', rows, files });
  }

  private tables(): EntityMetadata[] {
    return this.database.reader.connection.entityMetadatas
      .filter(({ tableName }) => !LEFT_OUT.has(tableName))
      .filter((table) => table.tableName === 'users' || ownerColumn(table) === 'user_id')
      .sort((a, b) => a.tableName.localeCompare(b.tableName));
  }

  private async *rows(table: EntityMetadata, userId: string): AsyncGenerator<Record<string, unknown>> {
    const keys = table.primaryColumns.map(({ databaseName }) => databaseName);
    const columns = table.columns
      .filter(({ type, databaseName }) => !BYTES.has(String(type)) && !SECRET_COLUMNS.has(databaseName))
      .map(({ databaseName }) => databaseName);
    const owner = table.tableName === 'users' ? 'id' : 'user_id';
    const select = `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(table.tableName)} WHERE ${quoted(owner)} = ?`;
    const order = `ORDER BY ${keys.map(quoted).join(', ')} LIMIT ${PAGE}`;
    let last: SqlValue[] | undefined;
    for (;;) {
      const after = last ? `AND (${keys.map(quoted).join(', ')}) > (${keys.map(() => '?').join(', ')})` : '';
      const page = await this.database.rows(`${select} ${after} ${order}`, [userId, ...(last ?? [])]);
      yield* page;
      if (page.length < PAGE) return;
      last = keys.map((key) => page.at(-1)![key] as SqlValue);
    }
  }

  private async *fileLines(userId: string, sha256: string): AsyncGenerator<string> {
    let part = 0;
    for await (const chunk of await this.files.open(userId, sha256)) {
      yield line({ type: 'chunk', sha256, part: part++, base64: (chunk as Buffer).toString('base64') });
    }
  }
}

function ownerColumn(table: EntityMetadata): string | undefined {
  return table.primaryColumns[0]?.databaseName;
}

const quoted = (name: string) => `"${name}"`;
const line = (value: object) => `${JSON.stringify(value)}\n`;
