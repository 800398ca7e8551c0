import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row that turns take hold of, one after the other, where the whole server has a budget. */
@Entity('budget_guard')
export class BudgetGuard {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_budget_guard' })
  id: number;

  @Column({ type: 'integer' })
  held: number;
}
