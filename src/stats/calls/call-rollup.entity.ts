import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'pk_call_rollups' };

/** Sums of the model calls of one owner, model and purpose in one span of time. */
@Entity('call_rollups')
@Index('ix_call_rollups_time', ['grain', 't'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_call_rollups_user', onDelete: 'CASCADE' })
export class CallRollup {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', ...pk })
  userId: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  grain: string;

  /** When the span begins; ISO-8601. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  t: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  model: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  purpose: string;

  @Column({ type: 'integer' })
  calls: number;

  @Column({ type: 'integer' })
  errors: number;

  @Column({ type: 'integer' })
  retries: number;

  @Column({ name: 'prompt_tokens', type: 'bigint' })
  promptTokens: string;

  @Column({ name: 'completion_tokens', type: 'bigint' })
  completionTokens: string;

  @Column({ name: 'cost_micros', type: 'bigint' })
  costMicros: string;
}
