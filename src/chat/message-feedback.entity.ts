import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A thumb up or down for an answer. */
@Entity('message_feedback')
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_message_feedback_messages',
  onDelete: 'CASCADE',
})
export class MessageFeedback {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_feedback' })
  userId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_feedback' })
  messageId: string;

  @Column({ type: 'varchar' })
  rating: 'up' | 'down';

  @Column({ type: 'text', nullable: true })
  comment: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
