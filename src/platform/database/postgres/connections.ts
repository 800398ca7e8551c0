/** The connections of a pool, each with what is prepared on it. Knows no transactions. */
import type { ClientBase, Pool } from 'pg';
import { fly, type Order, type Outcome } from './flight.js';
import { PreparedStatements } from './prepared-statements.js';

/** Kept on one connection. A plan takes the database some ten kilobytes, and a server repeats a hundred statements or so. */
const MOST_PREPARED = 200;

/** What came of statements sent in one go: the outcome of each that was run, and why the next one failed where one did. */
export interface Landing {
  outcomes: Outcome[];
  error?: Error;
  /** The connection is not to be used again. */
  isLost: boolean;
}

/** Sends statements in one go on the connection one has. */
export type Fly = (orders: readonly Order[]) => Promise<Landing>;

export class Connections {
  private readonly prepared = new WeakMap<ClientBase, PreparedStatements>();

  constructor(private readonly pool: Pool) {}

  /** One connection for the length of the work; one that was lost meanwhile does not come back. */
  async use<T>(work: (fly: Fly) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let lost: Error | undefined;
    const lose = (error: Error) => (lost ??= error);
    client.on('error', lose);
    try {
      return await work(async (orders) => {
        const { outcomes, error } = await fly(client, this.preparedOn(client), orders);
        if (error && !isOfStatement(error)) lose(error);
        return { outcomes, error, isLost: lost !== undefined };
      });
    } finally {
      client.off('error', lose);
      client.release(lost);
    }
  }

  private preparedOn(client: ClientBase): PreparedStatements {
    let found = this.prepared.get(client);
    if (!found) this.prepared.set(client, (found = new PreparedStatements(MOST_PREPARED)));
    return found;
  }
}

/** Said by the database of one statement; anything worse, or not said by the database, ends the connection. */
function isOfStatement(error: Error): boolean {
  return (error as { severity?: string }).severity === 'ERROR';
}
