import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What a branch of a conversation says from its beginning up to and including one message. */
@Entity('conversation_summaries')
@Index('ix_summaries_place', ['userId', 'sessionId', 'branchId', 'depth'])
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_conversation_summaries_messages',
  onDelete: 'CASCADE',
})
export class ConversationSummary {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_conversation_summaries' })
  userId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_conversation_summaries' })
  messageId: string;

  @Column({ name: 'session_id', type: 'uuid' })
  sessionId: string;

  @Column({ name: 'branch_id', type: 'uuid' })
  branchId: string;

  @Column({ type: 'integer' })
  depth: number;

  @Column({ type: 'text' })
  content: string;

  @Column({ type: 'varchar' })
  method: 'sentences' | 'model';

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
