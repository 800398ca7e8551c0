import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { MemoryKind } from './facts/memory-kind.js';

export type MemoryAction = 'created' | 'updated' | 'superseded' | 'retracted' | 'undone';

/** How a memory stood after a change. */
@Entity('memory_versions')
@ForeignKey('Memory', ['userId', 'memoryId'], ['userId', 'id'], {
  name: 'fk_memory_versions_memories',
  onDelete: 'CASCADE',
})
export class MemoryVersion {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_versions' })
  userId: string;

  @PrimaryColumn({ name: 'memory_id', type: 'uuid', primaryKeyConstraintName: 'pk_memory_versions' })
  memoryId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_memory_versions' })
  version: number;

  /** The version that undoing this one leads back to; null: there is nothing before. */
  @Column({ type: 'integer', nullable: true })
  base: number | null;

  @Column({ type: 'varchar' })
  action: MemoryAction;

  @Column({ type: 'varchar' })
  kind: MemoryKind;

  @Column({ type: 'text' })
  content: string;

  /** That of the memory; empty: it had none. Null: written by a version of the server that did not keep it. */
  @Column({ type: 'text', nullable: true })
  attribute: string | null;

  @Column({ type: 'integer' })
  pinned: number;

  @Column({ name: 'valid_from', type: 'varchar', nullable: true })
  validFrom: string | null;

  @Column({ name: 'valid_to', type: 'varchar', nullable: true })
  validTo: string | null;

  @Column({ name: 'superseded_by', type: 'uuid', nullable: true })
  supersededBy: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
