import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What entered the prompt of an answer, and what did not. */
@Entity('message_contexts')
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_message_contexts_messages',
  onDelete: 'CASCADE',
})
export class MessageContext {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_contexts' })
  userId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_message_contexts' })
  messageId: string;

  @Column({ type: 'simple-json' })
  context: unknown;
}
