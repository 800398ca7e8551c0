import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A document and where it stands on its way into the index. */
@Entity('documents')
@Unique('uq_documents_external', ['userId', 'externalId'])
@Index('ix_documents_collection', ['userId', 'collectionId', 'id'])
@Index('ix_documents_hash', ['userId', 'sha256'])
@Index('ix_documents_job', ['userId', 'jobId', 'id'], { where: 'job_id IS NOT NULL' })
@ForeignKey('Collection', ['userId', 'collectionId'], ['userId', 'id'], {
  name: 'fk_documents_collections',
  onDelete: 'CASCADE',
})
export class Document {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_documents' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_documents' })
  id: string;

  @Column({ name: 'collection_id', type: 'uuid' })
  collectionId: string;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId: string | null;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'varchar' })
  state: 'queued' | 'indexing' | 'ready' | 'failed';

  @Column({ type: 'varchar', nullable: true })
  code: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ type: 'varchar' })
  mime: string;

  @Column({ name: 'source_url', type: 'text', nullable: true })
  sourceUrl: string | null;

  @Column({ name: 'file_id', type: 'uuid', nullable: true })
  fileId: string | null;

  @Column({ type: 'integer', default: 0 })
  bytes: number;

  @Column({ name: 'chunk_count', type: 'integer', default: 0 })
  chunkCount: number;

  /** The generation that is searched; 0 while there is none. */
  @Column({ type: 'integer', default: 0 })
  generation: number;

  /** The newest generation asked for; the live one until that is indexed. */
  @Column({ name: 'next_generation', type: 'integer', default: 0 })
  nextGeneration: number;

  /** 0: the title was made from the text, so it says nothing a search does not find anyway. */
  @Column({ name: 'title_given', type: 'integer', default: 1 })
  titleGiven: number;

  /** The job that will index the next generation; null once it has. */
  @Column({ name: 'job_id', type: 'uuid', nullable: true })
  jobId: string | null;

  /** Of the bytes last sent, hex. */
  @Column({ type: 'varchar', nullable: true })
  sha256: string | null;

  @Column({ type: 'simple-json', nullable: true })
  metadata: Record<string, unknown> | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
