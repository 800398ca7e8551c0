import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What memory has done with a message: `read` was learned from; `private` and `forgotten` are neither learned from nor recalled. */
@Entity('message_marks')
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_message_marks_messages',
  onDelete: 'CASCADE',
})
export class MessageMark {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_marks' })
  userId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_marks' })
  messageId: string;

  @Column({ type: 'varchar' })
  mark: 'read' | 'private' | 'forgotten';
}
