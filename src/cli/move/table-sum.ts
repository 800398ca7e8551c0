/** What a table holds as one number, whatever the order of its rows and whichever database it lies in. */
import { createHash } from 'node:crypto';
import type { Database, Row } from '../../platform/database/database.js';
import { tablePages } from './table-pages.js';
import type { Kind, TableShape } from './table-shape.js';

export interface TableSum {
  rows: number;
  /** Sum of the SHA-256 of each row, modulo 2^256; hex. */
  checksum: string;
}

const MODULUS = 1n << 256n;

export async function tableSum(database: Database, shape: TableShape): Promise<TableSum> {
  let rows = 0;
  let sum = 0n;
  for await (const page of tablePages(database, shape)) {
    for (const row of page.rows) sum = (sum + rowHash(row, shape)) % MODULUS;
    rows += page.rows.length;
  }
  return { rows, checksum: sum.toString(16).padStart(64, '0') };
}

function rowHash(row: Row, { columns }: TableShape): bigint {
  const hash = createHash('sha256');
  for (const [name, kind] of columns) {
    const bytes = bytesOf(row[name], kind);
    // Lengths between values: "ab" and "c" is not "a" and "bc", and nothing is not empty.
    hash.update(bytes ? `${bytes.length}:` : '-');
    if (bytes) hash.update(bytes);
  }
  return BigInt(`0x${hash.digest('hex')}`);
}

/** The driver of PostgreSQL gives large numbers as text, that of SQLite gives numbers. */
function bytesOf(value: unknown, kind: Kind): Uint8Array | undefined {
  if (value === null || value === undefined) return undefined;
  if (kind === 'bytes') return value as Uint8Array;
  return Buffer.from(kind === 'number' ? String(Number(value)) : String(value as string), 'utf8');
}
