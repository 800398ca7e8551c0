/**
 * The rows an account owns, table by table and page by page. What is a secret or made from other rows stays out, and so
 * do conversations that are there for nobody. Reads tables by their description, so a new one is in by itself.
 */
import { Injectable } from '@nestjs/common';
import type { EntityMetadata } from 'typeorm';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import { savedSoFar } from '../../session/saved-so-far.js';
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
/** What a user writes, or a model: as long as the limits let it be. */
const LONG = new Set(['text', 'simple-json']);
const PAGE = 500;
/** Rows read together have no more bytes of text than this; a longer row is read by itself. */
const PAGE_BYTES = 1024 * 1024;
/** An answer that is being written: its text is not in its row yet. */
const MESSAGES = 'messages';

export type OwnedRow = Record<string, unknown>;

/** What is read of a table, as pieces of SQL. */
interface Selection {
  /** Columns of the primary key. */
  keys: string[];
  columns: string[];
  /** Bytes of a row of a table whose rows may have many; else empty. */
  bytes: string;
  /** FROM and WHERE; one parameter, the owner. */
  from: string;
}

@Injectable()
export class OwnedRows {
  constructor(
    private readonly database: Database,
    private readonly foreground: Foreground,
  ) {}

  /** Names of the tables, in order. */
  tables(): string[] {
    return this.owned().map(({ tableName }) => tableName);
  }

  /** Holds a page of them at most, and lets others in between. */
  async *of(tableName: string, userId: string): AsyncGenerator<OwnedRow> {
    const selection = selectionOf(this.owned().find((one) => one.tableName === tableName)!);
    const pause = this.foreground.slices();
    for await (const page of this.pages(selection, userId)) {
      for (const row of page) {
        yield tableName === MESSAGES && row.state === 'running' ? await this.soFar(selection, userId, row) : row;
        await pause();
      }
    }
  }

  private async *pages(selection: Selection, userId: string): AsyncGenerator<OwnedRow[]> {
    const { keys, columns, bytes } = selection;
    let last: SqlValue[] | undefined;
    for (;;) {
      const page = await this.read(selection, userId, bytes ? [...keys.map(quoted), bytes] : columns, last);
      if (bytes) yield* this.parts(selection, userId, page, last);
      else yield page;
      if (page.length < PAGE) return;
      last = keyOf(selection, page.at(-1)!);
    }
  }

  /** The rows of a page of keys, as many together as are not too long. */
  private async *parts(selection: Selection, userId: string, page: OwnedRow[], after: SqlValue[] | undefined) {
    let last = after;
    let weight = 0;
    for (const [i, { bytes }] of page.entries()) {
      weight += Number(bytes);
      const next = page[i + 1];
      if (next && weight + Number(next.bytes) <= PAGE_BYTES) continue;
      const until = keyOf(selection, page[i]!);
      yield await this.read(selection, userId, selection.columns, last, until);
      last = until;
      weight = 0;
    }
  }

  private read(
    { keys, from }: Selection,
    userId: string,
    columns: string[],
    after: SqlValue[] | undefined,
    until?: SqlValue[],
  ): Promise<OwnedRow[]> {
    const key = `(${keys.map(quoted).join(', ')})`;
    const values = `(${keys.map(() => '?').join(', ')})`;
    const bounds = `${after ? `AND ${key} > ${values}` : ''} ${until ? `AND ${key} <= ${values}` : ''}`;
    const sql = `SELECT ${columns.join(', ')} ${from} ${bounds} ORDER BY ${keys.map(quoted).join(', ')} LIMIT ${PAGE}`;
    return this.database.rows(sql, [userId, ...(after ?? []), ...(until ?? [])]);
  }

  /** With what is saved of its text by now, or as it ended meanwhile. */
  private async soFar(selection: Selection, userId: string, row: OwnedRow): Promise<OwnedRow> {
    const content = await savedSoFar(this.database, userId, row.id as string);
    if (content !== undefined) return { ...row, content };
    const sql = `SELECT ${selection.columns.join(', ')} ${selection.from} AND "id" = ?`;
    const [now = row] = await this.database.rows(sql, [userId, row.id as string]);
    return now;
  }

  private owned(): EntityMetadata[] {
    return this.database.reader.connection.entityMetadatas
      .filter(({ tableName }) => !LEFT_OUT.has(tableName))
      .filter((table) => table.tableName === 'users' || ownerColumn(table) === 'user_id')
      .sort((a, b) => a.tableName.localeCompare(b.tableName));
  }
}

function selectionOf(table: EntityMetadata): Selection {
  const told = table.columns.filter(
    ({ type, databaseName }) => !BYTES.has(String(type)) && !SECRET_COLUMNS.has(databaseName),
  );
  const long = told.filter(({ type }) => LONG.has(String(type)));
  const bytes = long.map(({ databaseName }) => `coalesce(octet_length(${quoted(databaseName)}), 0)`).join(' + ');
  const owner = table.tableName === 'users' ? 'id' : 'user_id';
  return {
    keys: table.primaryColumns.map(({ databaseName }) => databaseName),
    columns: told.map(({ databaseName }) => quoted(databaseName)),
    bytes: bytes && `${bytes} AS bytes`,
    from: `FROM ${quoted(table.tableName)} AS ${aliasOf(table)} WHERE ${quoted(owner)} = ? AND ${shownRows(table) ?? '1 = 1'}`,
  };
}

const keyOf = ({ keys }: Selection, row: OwnedRow): SqlValue[] => keys.map((key) => row[key] as SqlValue);

function ownerColumn(table: EntityMetadata): string | undefined {
  return table.primaryColumns[0]?.databaseName;
}
