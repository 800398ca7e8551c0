import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A stem a memory is found by: one row each, so that a question costs what it finds and not what is known. */
@Entity('memory_stems')
@Index('ix_memory_stems_memory', ['userId', 'memoryId'])
@ForeignKey('Memory', ['userId', 'memoryId'], ['userId', 'id'], {
  name: 'fk_memory_stems_memories',
  onDelete: 'CASCADE',
})
export class MemoryStem {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_stems' })
  userId: string;

  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_memory_stems' })
  stem: string;

  @PrimaryColumn({ name: 'memory_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_stems' })
  memoryId: string;
}
