/** One SQL statement as data: `?` placeholders, portable over both databases. Several make one atomic batch. */
export interface Statement {
  sql: string;
  params: readonly SqlValue[];
  /** How many rows it must change; another number rolls the whole batch back with UnexpectedChanges. */
  expect?: number;
}

export type SqlValue = string | number | bigint | boolean | Uint8Array | null;

/** A batch was rolled back because a statement changed another number of rows than it had to. */
export class UnexpectedChanges extends Error {
  constructor(
    readonly index: number,
    readonly changes: number,
  ) {
    super(`statement ${index} changed ${changes} rows`);
    this.name = 'UnexpectedChanges';
  }
}
