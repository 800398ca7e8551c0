import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A message that says what a memory says. What was learned goes when the last of its messages goes. */
@Entity('memory_sources')
@Index('ix_memory_sources_message', ['userId', 'messageId'])
@ForeignKey('Memory', ['userId', 'memoryId'], ['userId', 'id'], {
  name: 'fk_memory_sources_memories',
  onDelete: 'CASCADE',
})
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_memory_sources_messages',
  onDelete: 'CASCADE',
})
export class MemorySource {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_sources' })
  userId: string;

  @PrimaryColumn({ name: 'memory_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_sources' })
  memoryId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_sources' })
  messageId: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
