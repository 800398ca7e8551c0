import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Everything was to be forgotten: no message up to this id is recalled any more. Ids grow with time. */
@Entity('memory_resets')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_memory_resets_user', onDelete: 'CASCADE' })
export class MemoryReset {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_resets' })
  userId: string;

  @Column({ name: 'message_id', type: 'uuid' })
  messageId: string;
}
