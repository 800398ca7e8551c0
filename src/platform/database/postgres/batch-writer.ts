/** Writes batches of statements to PostgreSQL, each batch one transaction in one or two rounds. */
import { type Statement, UnexpectedChanges } from '../statement.js';
import type { Connections, Fly, Landing } from './connections.js';
import type { Order } from './flight.js';
import type { Preparation, StatementText } from './preparation.js';

/** serialization_failure and deadlock_detected: the transaction did nothing and may be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

const BEGIN: StatementText = { text: 'BEGIN' };
const COMMIT: StatementText = { text: 'COMMIT' };
const ROLLBACK: StatementText = { text: 'ROLLBACK' };

export class BatchWriter {
  constructor(
    private readonly connections: Connections,
    private readonly preparation: Preparation,
  ) {}

  /**
   * Gives the rows changed by each statement, after the commit. They return no rows: a preparation found to be of another
   * time after the commit would have them run twice.
   */
  async commit(statements: readonly Statement[]): Promise<number[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(statements);
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        const mayRetry = RETRYABLE.has(code) || this.preparation.isAtFault(error);
        if (!mayRetry || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private once(statements: readonly Statement[]): Promise<number[]> {
    if (!statements.length) return Promise.resolve([]);
    const orders = statements.map(({ sql, params }) => ({ statement: this.preparation.textOf(sql), params }));
    // What is sent in one go is one transaction by itself, committed where nothing fails.
    const needsLook = statements.some(({ expect }) => expect !== undefined);
    return this.connections.use((fly) => (needsLook ? looked(fly, orders, statements) : changesOf(fly, orders)));
  }
}

/** Commits only what changed as many rows as it had to. */
async function looked(fly: Fly, orders: readonly Order[], statements: readonly Statement[]): Promise<number[]> {
  const landing = await fly([utility(BEGIN), ...orders]);
  const [, ...changes] = countsOf(landing);
  // Whatever failed first: what came after a number that was not expected would not have been sent one by one.
  const fault = unexpected(statements, changes) ?? landing.error;
  if (fault) {
    if (!landing.isLost) await settle(fly, ROLLBACK);
    throw fault;
  }
  await settle(fly, COMMIT);
  return changes;
}

async function changesOf(fly: Fly, orders: readonly Order[]): Promise<number[]> {
  const landing = await fly(orders);
  if (landing.error) throw landing.error;
  return countsOf(landing);
}

async function settle(fly: Fly, statement: StatementText): Promise<void> {
  const { error } = await fly([utility(statement)]);
  if (error) throw error;
}

function unexpected(statements: readonly Statement[], changes: readonly number[]): UnexpectedChanges | undefined {
  const index = changes.findIndex((count, i) => count !== (statements[i]!.expect ?? count));
  return index < 0 ? undefined : new UnexpectedChanges(index, changes[index]!);
}

const utility = (statement: StatementText): Order => ({ statement, params: [] });
const countsOf = ({ outcomes }: Landing) => outcomes.map(({ count }) => count);
