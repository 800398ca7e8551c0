import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'pk_usage_rollups' };

/** Sums of the usage rows of one owner, model and agent in one span of time. */
@Entity('usage_rollups')
@Index('ix_rollups_time', ['grain', 't'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_usage_rollups_user', onDelete: 'CASCADE' })
export class UsageRollup {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', ...pk })
  userId: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  grain: string;

  /** When the span begins; ISO-8601. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  t: string;

  /** Empty: none was named. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  model: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  agent: string;

  @Column({ type: 'integer' })
  turns: number;

  /** Turns that ended with an error code. */
  @Column({ type: 'integer' })
  errors: number;

  /** Turns that came to nothing. */
  @Column({ type: 'integer' })
  failures: number;

  @Column({ name: 'prompt_tokens', type: 'bigint' })
  promptTokens: string;

  @Column({ name: 'completion_tokens', type: 'bigint' })
  completionTokens: string;

  /** Millionths of the currency of the price table. */
  @Column({ name: 'cost_micros', type: 'bigint' })
  costMicros: string;

  /** Histogram of durations. */
  @Column({ name: 'total_ms', type: 'text' })
  totalMs: string;

  /** Histogram of times to the first token. */
  @Column({ name: 'first_token_ms', type: 'text' })
  firstTokenMs: string;
}
