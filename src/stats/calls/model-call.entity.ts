import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One call of a model server. Never a message's text. */
@Entity('model_calls')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_model_calls_user', onDelete: 'CASCADE' })
export class ModelCallRow {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_model_calls' })
  userId: string;

  /** UUIDv7 of its end. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_model_calls' })
  id: string;

  @Column({ name: 'turn_id', type: 'uuid', nullable: true })
  turnId: string | null;

  /** `answer`, `tool_round`, `title`, `summary`, `facts` … */
  @Column({ type: 'varchar' })
  purpose: string;

  @Column({ type: 'varchar' })
  model: string;

  @Column({ name: 'prompt_tokens', type: 'integer' })
  promptTokens: number;

  @Column({ name: 'completion_tokens', type: 'integer' })
  completionTokens: number;

  /** 1: the server did not count them. */
  @Column({ type: 'integer' })
  estimated: number;

  /** Millionths of the currency of the price table, by the prices at that time. */
  @Column({ name: 'cost_micros', type: 'bigint' })
  costMicros: string;

  @Column({ name: 'first_token_ms', type: 'integer', nullable: true })
  firstTokenMs: number | null;

  @Column({ name: 'total_ms', type: 'integer' })
  totalMs: number;

  @Column({ type: 'integer' })
  retries: number;

  /** `complete`, `length`, `stopped` or `failed`. */
  @Column({ type: 'varchar' })
  outcome: string;

  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
