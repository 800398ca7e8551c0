/**
 * Several statements sent to PostgreSQL in one go and answered in one go: the extended query protocol with one Sync at the
 * end (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY). Outside a transaction block
 * they are one transaction; the first that fails ends the flight, and what comes after it is not run.
 */
import type { ClientBase, Connection, FieldDef, Submittable } from 'pg';
import type { Row } from '../database.js';
import type { SqlValue } from '../statement.js';
import type { StatementText } from './preparation.js';
import type { Prepared, PreparedStatements } from './prepared-statements.js';
import { type Column, rowOf } from './row-columns.js';

export interface Order {
  statement: StatementText;
  params: readonly SqlValue[];
}

export interface Outcome {
  rows: Row[];
  /** Of rows given, or changed by a statement that writes. */
  count: number;
}

/** A statement on its way. */
interface Leg {
  order: Order;
  /** Kept where it has a name. */
  prepared: Prepared;
  isNew: boolean;
}

/** Resolves when the database has answered or the connection is lost: with what was run, and why the next one failed. */
export function fly(
  client: ClientBase,
  prepared: PreparedStatements,
  orders: readonly Order[],
): Promise<{ outcomes: Outcome[]; error?: Error }> {
  return new Promise((resolve) => {
    client.query(new Flight(client, prepared, orders, (outcomes, error) => resolve({ outcomes, error })));
  });
}

/** The client of pg drives it like its own queries: the names of the methods are its choice. */
class Flight implements Submittable {
  /** What is sent, for whoever listens at the client. */
  readonly texts: readonly string[];
  /** The client wraps its limit of time around this one. */
  callback: (error?: Error | null) => void;
  private readonly outcomes: Outcome[] = [];
  private legs: Leg[] = [];
  private rows: Row[] = [];
  private fault?: { error: Error; index: number };

  constructor(
    private readonly client: ClientBase,
    private readonly prepared: PreparedStatements,
    private readonly orders: readonly Order[],
    private readonly land: (outcomes: Outcome[], error?: Error) => void,
  ) {
    this.texts = orders.map(({ statement }) => statement.text);
    this.callback = (error) => this.end(error ?? undefined);
  }

  submit(connection: Connection): void {
    const unwanted = this.prepared.takeUnwanted();
    this.legs = this.orders.map((order) => this.legOf(order));
    connection.stream.cork();
    try {
      // First, as nothing after a statement that fails is heard.
      for (const name of unwanted) connection.close({ type: 'S', name }, true);
      for (const leg of this.legs) send(connection, leg);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  handleRowDescription({ fields }: { fields: readonly FieldDef[] }): void {
    const { prepared } = this.legs[this.outcomes.length]!;
    prepared.columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: this.client.getTypeParser(dataTypeID, 'text') as Column['parse'],
    }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this.fault) return;
    const { columns } = this.legs[this.outcomes.length]!.prepared;
    try {
      this.rows.push(rowOf(columns ?? [], fields));
    } catch (error) {
      this.fault = { error: error as Error, index: this.outcomes.length };
    }
  }

  handleCommandComplete({ text }: { text: string }): void {
    // What gives no rows is described by nothing at all.
    this.legs[this.outcomes.length]!.prepared.columns ??= [];
    this.outcomes.push({ rows: this.rows, count: Number(text.slice(text.lastIndexOf(' ') + 1)) || 0 });
    this.rows = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    const { fault } = this;
    if (fault) this.outcomes.length = fault.index;
    this.callback(fault?.error);
  }

  /** Neither is ever asked for: all rows at once, no COPY. */
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
  handleCopyInResponse(connection: Connection & { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('nothing is copied here');
  }

  private end(error: Error | undefined): void {
    const index = this.outcomes.length;
    if (error) this.forgetFrom(index);
    // For the log: without what was bound to it.
    if (error && this.texts[index]) Object.assign(error, { query: this.texts[index] });
    this.land(this.outcomes, error);
  }

  /** Whether the one that failed was prepared is not known, and those after it were not. */
  private forgetFrom(index: number): void {
    for (const [at, { order, isNew }] of this.legs.entries()) {
      const { name } = order.statement;
      if (name !== undefined && (at === index || (at > index && isNew))) this.prepared.forget(name);
    }
  }

  private legOf(order: Order): Leg {
    const { name } = order.statement;
    const known = name === undefined ? undefined : this.prepared.use(name);
    if (known) return { order, prepared: known, isNew: false };
    return { order, prepared: name === undefined ? {} : this.prepared.add(name), isNew: true };
  }
}

function send(connection: Connection, { order, prepared, isNew }: Leg): void {
  const { text, name = '' } = order.statement;
  if (isNew) connection.parse({ name, text, types: [] }, true);
  connection.bind({ statement: name, values: order.params.map(toWire) }, true);
  if (!prepared.columns) connection.describe({ type: 'P', name: '' }, true);
  connection.execute(null, true);
}

function toWire(value: SqlValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'object') return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return String(value);
}
