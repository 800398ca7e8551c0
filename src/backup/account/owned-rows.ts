/**
 * The rows an account owns, table by table and page by page. What is a secret or made from other rows stays out, and so
 * do conversations that are there for nobody. Reads tables by their description, so a new one is in by itself.
 */
import { Injectable } from '@nestjs/common';
import type { EntityMetadata } from 'typeorm';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { aliasOf, quoted, shownRows } from './shown-rows.js';

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

export type OwnedRow = Record<string, unknown>;

@Injectable()
export class OwnedRows {
  constructor(private readonly database: Database) {}

  /** Names of the tables, in order. */
  tables(): string[] {
    return this.owned().map(({ tableName }) => tableName);
  }

  async *of(tableName: string, userId: string): AsyncGenerator<OwnedRow> {
    const table = this.owned().find((one) => one.tableName === tableName)!;
    const keys = table.primaryColumns.map(({ databaseName }) => databaseName);
    const columns = table.columns
      .filter(({ type, databaseName }) => !BYTES.has(String(type)) && !SECRET_COLUMNS.has(databaseName))
      .map(({ databaseName }) => databaseName);
    const owner = tableName === 'users' ? 'id' : 'user_id';
    const isShown = shownRows(table) ?? '1 = 1';
    const select = `SELECT ${columns.map(quoted).join(', ')} FROM ${quoted(tableName)} AS ${aliasOf(table)}
      WHERE ${quoted(owner)} = ? AND ${isShown}`;
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

  private owned(): EntityMetadata[] {
    return this.database.reader.connection.entityMetadatas
      .filter(({ tableName }) => !LEFT_OUT.has(tableName))
      .filter((table) => table.tableName === 'users' || ownerColumn(table) === 'user_id')
      .sort((a, b) => a.tableName.localeCompare(b.tableName));
  }
}

function ownerColumn(table: EntityMetadata): string | undefined {
  return table.primaryColumns[0]?.databaseName;
}
