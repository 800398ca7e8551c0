/** Begins turns: accepts them durably, then hands them to the runner. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import type { Acceptance } from './accept-turn.js';
import { RunningTurn } from './running-turn.js';
import { type QuestionRequest, TurnAdmission } from './turn-admission.js';
import type { TurnOptions } from './turn-options.js';
import { TurnRunner } from './turn-runner.js';

export interface StartRequest extends QuestionRequest {
  idempotency?: IdempotentRequest;
}

/** Names a turn; enough to find it wherever it runs. */
export interface TurnRef {
  turnId: string;
}

/** Races between two branches of one parent are settled by the unique place; this many tries are plenty. */
const PLACING_ATTEMPTS = 5;

@Injectable()
export class Turns {
  constructor(
    private readonly admission: TurnAdmission,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly runner: TurnRunner,
  ) {}

  /** Resolves once question and answer row are committed: from then on the turn is never lost. */
  async start(userId: string, request: StartRequest): Promise<TurnRef> {
    return this.idempotency.once<TurnRef>({ userId }, request.idempotency, async (record) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.accept(await this.admission.question(userId, request), record);
        } catch (error) {
          if (!isUniqueViolation(error, 'uq_messages_place') || attempt === PLACING_ATTEMPTS) throw error;
          // After the newest message there is one place, and somebody else's question took it in the same moment.
          if (request.parentId === undefined) throw await this.admission.occupied(userId, request.sessionId!);
        }
      }
    });
  }

  /** Another answer beside the given one; the question stays. */
  async regenerate(userId: string, messageId: string, options: TurnOptions): Promise<TurnRef> {
    return this.accept(await this.admission.sibling(userId, messageId, options), () => []);
  }

  private async accept(acceptance: Acceptance, record: (ref: TurnRef) => Statement[]): Promise<TurnRef> {
    const ref = { turnId: acceptance.turn.turnId };
    const { statements } = acceptance;
    try {
      await this.database.batch([...statements, ...record(ref)]);
    } catch (error) {
      // Its conversation was deleted between the look and the commit; a lost race for the key is the caller's.
      if (error instanceof UnexpectedChanges && error.index < statements.length) throw notFound();
      throw error;
    }
    this.runner.start(new RunningTurn(acceptance.turn));
    return ref;
  }
}
