/** Begins turns: accepts them durably, then hands them to the runner. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { estimateTokens } from '../../common/token-estimate.js';
import { currentKeyId, currentTraceparent } from '../../http/request-context.js';
import { isForeignKeyViolation, isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import { Tracer } from '../../platform/tracing/tracer.js';
import { type BudgetHold, Budgets } from '../../stats/budgets/budgets.js';
import type { Acceptance } from './accept-turn.js';
import { type AcceptedTurn, RunningTurn } from './running-turn.js';
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

/** What a look at the conversation found may be over by the commit; this many looks are plenty. */
const ATTEMPTS = 5;
/** What an answer is taken to come to where nobody limits it. */
const USUAL_ANSWER_TOKENS = 1024;

@Injectable()
export class Turns {
  constructor(
    private readonly admission: TurnAdmission,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly budgets: Budgets,
    private readonly runner: TurnRunner,
    private readonly foreground: Foreground,
    private readonly tracer: Tracer,
  ) {}

  /** Resolves once question and answer row are committed: from then on the turn is never lost. */
  async start(userId: string, request: StartRequest): Promise<TurnRef> {
    return this.idempotency.once<TurnRef>({ userId }, request.idempotency, (record) =>
      this.accept(() => this.admission.question(userId, request), record),
    );
  }

  /** Another answer beside the given one; the question stays. */
  async regenerate(userId: string, messageId: string, options: TurnOptions): Promise<TurnRef> {
    return this.accept(() => this.admission.sibling(userId, messageId, options));
  }

  private async accept(look: () => Promise<Acceptance>, record?: (ref: TurnRef) => Statement[]): Promise<TurnRef> {
    const trace = this.tracer.begin('turn', currentTraceparent());
    const admission = trace?.child('admission');
    const spoken = this.foreground.enter();
    try {
      const turn = await this.commit(look, (accepted) => new RunningTurn(accepted, trace, spoken), record);
      const { turnId, sessionId, userId } = turn.accepted;
      admission?.end({ 'rai.turn_id': turnId, 'rai.session_id': sessionId, 'rai.user_id': userId });
      this.runner.start(turn);
      return { turnId };
    } catch (error) {
      spoken();
      const code = error instanceof AppError ? error.code : 'internal_error';
      admission?.end(undefined, code);
      trace?.end(undefined, code);
      throw error;
    }
  }

  /** Looks again where somebody was faster; the next look says what became of the conversation. */
  private async commit(
    look: () => Promise<Acceptance>,
    make: (accepted: AcceptedTurn) => RunningTurn,
    record: (ref: TurnRef) => Statement[] = () => [],
  ): Promise<RunningTurn> {
    const keyId = currentKeyId();
    for (let attempt = 1; ; attempt++) {
      const { turn, statements } = await look();
      turn.keyId = keyId;
      const hold = this.hold(turn);
      if (hold) turn.holdsBudget = true;
      const running = make(turn);
      try {
        // What it is answered with is looked for while the disk takes it; nobody hears of it until it has.
        const committed = () => this.runner.expect(running);
        const all = [...statements, ...(hold?.statements ?? []), ...record({ turnId: turn.turnId })];
        await this.database.batch(all, { committed });
      } catch (error) {
        running.stop('server_restart');
        if (hold && isRefused(error, statements.length, hold)) throw await hold.refusal();
        if (!isOvertaken(error, statements.length)) throw error;
        if (attempt === ATTEMPTS) throw await this.admission.occupied(turn.userId, turn.sessionId);
        continue;
      }
      return running;
    }
  }

  /** The prompt is not known yet: the question counts, and the longest answer asked for. */
  private hold(turn: AcceptedTurn): BudgetHold | undefined {
    const { model, question, options } = turn;
    const completionTokens = options.maxTokens ?? USUAL_ANSWER_TOKENS;
    return this.budgets.hold(turn, { model, promptTokens: estimateTokens(question), completionTokens });
  }
}

function isRefused(error: unknown, before: number, { statements }: BudgetHold): boolean {
  return error instanceof UnexpectedChanges && error.index === before + statements.length - 1;
}

/** The place was taken, the newest message changed or the conversation was deleted. A lost race for a key is not meant. */
function isOvertaken(error: unknown, statements: number): boolean {
  if (error instanceof UnexpectedChanges) return error.index < statements;
  return isUniqueViolation(error, 'uq_messages_place') || isForeignKeyViolation(error);
}
