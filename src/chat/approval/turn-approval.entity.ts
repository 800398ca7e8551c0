import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ApprovalState } from './approval-state.js';

/** A tool call that needs a yes: what was asked, what was decided, and how far it got. */
@Entity('turn_approvals')
@Index('ix_turn_approvals_waiting', ['expiresAt'], { where: "state = 'waiting'" })
@ForeignKey('Turn', ['userId', 'turnId'], ['userId', 'id'], { name: 'fk_turn_approvals_turns', onDelete: 'CASCADE' })
export class TurnApproval {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_turn_approvals' })
  userId: string;

  @PrimaryColumn({ name: 'turn_id', type: 'uuid', primaryKeyConstraintName: 'pk_turn_approvals' })
  turnId: string;

  @PrimaryColumn({ name: 'call_id', type: 'varchar', primaryKeyConstraintName: 'pk_turn_approvals' })
  callId: string;

  /** Among the calls of its turn that were asked about. */
  @Column({ type: 'integer' })
  position: number;

  @Column({ type: 'varchar' })
  name: string;

  /** As the model wrote them. */
  @Column({ type: 'text' })
  arguments: string;

  @Column({ name: 'side_effects', type: 'varchar' })
  sideEffects: string;

  /** Of the tool as it was when its call was asked about. */
  @Column({ name: 'tool_hash', type: 'varchar' })
  toolHash: string;

  @Column({ type: 'varchar' })
  state: ApprovalState;

  @Column({ type: 'simple-json', nullable: true })
  outcome: object | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar' })
  expiresAt: string;

  @Column({ name: 'decided_at', type: 'varchar', nullable: true })
  decidedAt: string | null;
}
