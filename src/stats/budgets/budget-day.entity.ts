import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What was used of the budgets of one API key or agent, or by deleted accounts, on one day. Numbers by id alone: a shared
 * agent's use is of many accounts and outlives each of them; swept once no budget can ask for it.
 */
@Entity('budget_days')
export class BudgetDay {
  /** Of the key or agent; the nil id: of all accounts that were deleted. */
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'pk_budget_days' })
  subjectId: string;

  /** When the day begins; ISO-8601, UTC. */
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_budget_days' })
  t: string;

  /** Without those that came to nothing. */
  @Column({ type: 'integer' })
  turns: number;

  @Column({ type: 'bigint' })
  tokens: string;

  @Column({ name: 'cost_micros', type: 'bigint' })
  costMicros: string;
}
