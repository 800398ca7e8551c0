import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One question and the answer being written to it. */
@Entity('turns')
@Index('ix_turns_running', ['leaseUntil'], { where: "state = 'running'" })
@Index('ix_turns_replay', ['endedAt'], { where: 'replay IS NOT NULL' })
@Index('ix_turns_session', ['userId', 'sessionId'])
@Index('ix_turns_ended', ['userId', 'endedAt'])
@ForeignKey('Session', ['userId', 'sessionId'], ['userId', 'id'], {
  name: 'fk_turns_sessions',
  onDelete: 'CASCADE',
})
export class Turn {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_turns' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_turns' })
  id: string;

  @Column({ name: 'session_id', type: 'uuid' })
  sessionId: string;

  @Column({ name: 'user_message_id', type: 'uuid' })
  userMessageId: string;

  @Column({ name: 'message_id', type: 'uuid' })
  messageId: string;

  @Column({ type: 'varchar' })
  state: 'running' | 'requires_action' | 'complete' | 'incomplete' | 'failed';

  @Column({ type: 'varchar', nullable: true })
  reason: string | null;

  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ name: 'last_seq', type: 'integer', default: 0 })
  lastSeq: number;

  @Column({ type: 'text', nullable: true })
  model: string | null;

  @Column({ type: 'simple-json', nullable: true })
  options: Record<string, unknown> | null;

  @Column({ name: 'lease_owner', type: 'uuid', nullable: true })
  leaseOwner: string | null;

  @Column({ name: 'lease_until', type: 'varchar', nullable: true })
  leaseUntil: string | null;

  @Column({ type: 'text', nullable: true })
  replay: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'ended_at', type: 'varchar', nullable: true })
  endedAt: string | null;
}
