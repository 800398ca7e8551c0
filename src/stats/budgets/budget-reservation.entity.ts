import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a running turn holds back of a budget until it is known what it cost. */
@Entity('budget_reservations')
@ForeignKey('Turn', ['userId', 'turnId'], ['userId', 'id'], {
  name: 'fk_budget_reservations_turns',
  onDelete: 'CASCADE',
})
export class BudgetReservation {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_budget_reservations' })
  userId: string;

  @PrimaryColumn({ name: 'turn_id', type: 'uuid', primaryKeyConstraintName: 'pk_budget_reservations' })
  turnId: string;

  @Column({ type: 'bigint' })
  tokens: string;

  @Column({ name: 'cost_micros', type: 'bigint' })
  costMicros: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'key_id', type: 'uuid', nullable: true })
  keyId: string | null;

  @Column({ name: 'agent_id', type: 'uuid', nullable: true })
  agentId: string | null;
}
