import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { MessageUsage } from './message-usage.js';

/** One message of a conversation. `branch_id` is the id of the first message of its branch, `depth` its distance from the root: a page of a branch is one index range. */
@Entity('messages')
@Unique('uq_messages_place', ['userId', 'sessionId', 'branchId', 'depth'])
@Unique('uq_messages_external', ['userId', 'sessionId', 'externalId'])
@Index('ix_messages_parent', ['userId', 'sessionId', 'parentId'])
@ForeignKey('Session', ['userId', 'sessionId'], ['userId', 'id'], {
  name: 'fk_messages_sessions',
  onDelete: 'CASCADE',
})
export class Message {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_messages' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_messages' })
  id: string;

  @Column({ name: 'session_id', type: 'uuid' })
  sessionId: string;

  @Column({ name: 'parent_id', type: 'uuid', nullable: true })
  parentId: string | null;

  @Column({ name: 'branch_id', type: 'uuid' })
  branchId: string;

  @Column({ type: 'integer' })
  depth: number;

  @Column({ type: 'varchar' })
  role: 'user' | 'assistant' | 'tool' | 'system';

  @Column({ type: 'text', nullable: true })
  name: string | null;

  @Column({ type: 'text' })
  content: string;

  @Column({ type: 'varchar' })
  state: 'complete' | 'running' | 'incomplete' | 'failed';

  @Column({ type: 'varchar', nullable: true })
  reason: string | null;

  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'varchar', nullable: true })
  model: string | null;

  @Column({ name: 'finish_reason', type: 'varchar', nullable: true })
  finishReason: string | null;

  @Column({ name: 'turn_id', type: 'uuid', nullable: true })
  turnId: string | null;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId: string | null;

  @Column({ type: 'simple-json', nullable: true })
  usage: MessageUsage | null;

  @Column({ type: 'simple-json', nullable: true })
  citations: unknown[] | null;

  @Column({ type: 'simple-json', nullable: true })
  memories: unknown[] | null;

  @Column({ type: 'simple-json', nullable: true })
  attachments: string[] | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
