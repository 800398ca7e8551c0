import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MemoryKind } from './facts/memory-kind.js';

/** Something known about its owner, as it stands now; how it came to be so is in `memory_versions`. */
@Entity('memories')
@Index('ix_memories_kind', ['userId', 'kind', 'id'])
@Index('ix_memories_attribute', ['userId', 'attribute'])
@Index('ix_memories_untrue', ['userId', 'updatedAt'], { where: 'superseded_by IS NOT NULL OR valid_to IS NOT NULL' })
@Index('ix_memories_superseded', ['userId', 'supersededBy'], { where: 'superseded_by IS NOT NULL' })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_memories_user', onDelete: 'CASCADE' })
export class Memory {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_memories' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_memories' })
  id: string;

  @Column({ type: 'varchar' })
  kind: MemoryKind;

  @Column({ type: 'text' })
  content: string;

  /** What the content is the value of (`name`, `residence`, `dog name`): a later value supersedes it. */
  @Column({ type: 'text', nullable: true })
  attribute: string | null;

  /** The stems it is found by, each between spaces. */
  @Column({ type: 'text' })
  stems: string;

  @Column({ type: 'varchar' })
  origin: 'user' | 'patterns' | 'model';

  /** 0..100. */
  @Column({ type: 'integer' })
  confidence: number;

  @Column({ type: 'integer', default: 0 })
  pinned: number;

  /** The version in force. */
  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ name: 'valid_from', type: 'varchar', nullable: true })
  validFrom: string | null;

  @Column({ name: 'valid_to', type: 'varchar', nullable: true })
  validTo: string | null;

  @Column({ name: 'superseded_by', type: 'uuid', nullable: true })
  supersededBy: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
