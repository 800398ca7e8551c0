import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What one turn cost. */
@Entity('usage_records')
@Index('ix_usage_time', ['userId', 'createdAt'])
@Index('ix_usage_tail', ['userId', 'createdAt'], { where: 'rolled = 0' })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_usage_records_user', onDelete: 'CASCADE' })
export class UsageRecord {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_usage_records' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_usage_records' })
  id: string;

  @Column({ name: 'turn_id', type: 'uuid' })
  turnId: string;

  @Column({ name: 'message_id', type: 'uuid' })
  messageId: string;

  @Column({ type: 'varchar', nullable: true })
  model: string | null;

  @Column({ type: 'varchar', nullable: true })
  agent: string | null;

  @Column({ name: 'prompt_tokens', type: 'integer' })
  promptTokens: number;

  @Column({ name: 'completion_tokens', type: 'integer' })
  completionTokens: number;

  @Column({ type: 'integer' })
  estimated: number;

  @Column({ name: 'first_token_ms', type: 'integer', nullable: true })
  firstTokenMs: number | null;

  @Column({ name: 'total_ms', type: 'integer' })
  totalMs: number;

  @Column({ type: 'varchar' })
  outcome: string;

  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  /** Whether it is in the roll-ups already. */
  @Column({ type: 'integer', default: 0 })
  rolled: number;

  /** Millionths of the currency of the price table, by the prices at that time. */
  @Column({ name: 'cost_micros', type: 'bigint', default: 0 })
  costMicros: string;

  /** The API key it was asked for with. */
  @Column({ name: 'key_id', type: 'uuid', nullable: true })
  keyId: string | null;

  /** The agent that began to answer; `agent` is its name at that time. */
  @Column({ name: 'agent_id', type: 'uuid', nullable: true })
  agentId: string | null;
}
