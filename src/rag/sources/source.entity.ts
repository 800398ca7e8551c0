import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A page or a folder that is watched; its documents carry an external id that begins with its own. */
@Entity('sources')
@Index('ix_sources_due', ['nextCheckAt'], { where: 'paused = 0' })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_sources_user', onDelete: 'CASCADE' })
@ForeignKey('Collection', ['userId', 'collectionId'], ['userId', 'id'], {
  name: 'fk_sources_collections',
  onDelete: 'CASCADE',
})
export class Source {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_sources' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sources' })
  id: string;

  @Column({ type: 'varchar' })
  kind: 'url' | 'folder';

  /** A URL, or the path of a folder below the root that is configured. */
  @Column({ type: 'text' })
  location: string;

  /** Where its documents go; null: the default collection. */
  @Column({ name: 'collection_id', type: 'uuid', nullable: true })
  collectionId: string | null;

  @Column({ name: 'interval_seconds', type: 'integer' })
  intervalSeconds: number;

  @Column({ type: 'integer', default: 0 })
  paused: number;

  /** What the page said about its version when it was last read. */
  @Column({ type: 'text', nullable: true })
  etag: string | null;

  @Column({ name: 'last_modified', type: 'text', nullable: true })
  lastModified: string | null;

  /** Of the page as it was last read, hex. */
  @Column({ type: 'varchar', nullable: true })
  sha256: string | null;

  /** Why the last look failed. */
  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ name: 'checked_at', type: 'varchar', nullable: true })
  checkedAt: string | null;

  @Column({ name: 'changed_at', type: 'varchar', nullable: true })
  changedAt: string | null;

  @Column({ name: 'next_check_at', type: 'varchar' })
  nextCheckAt: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
