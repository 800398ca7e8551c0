import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A passage of a document, searchable once its generation is live. */
@Entity('chunks')
@Unique('uq_chunks_place', ['userId', 'documentId', 'generation', 'ordinal'])
@ForeignKey('Document', ['userId', 'documentId'], ['userId', 'id'], {
  name: 'fk_chunks_documents',
  onDelete: 'CASCADE',
})
export class Chunk {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_chunks' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_chunks' })
  id: string;

  @Column({ name: 'document_id', type: 'uuid' })
  documentId: string;

  @Column({ type: 'integer' })
  generation: number;

  @Column({ type: 'integer' })
  ordinal: number;

  @Column({ type: 'text', nullable: true })
  heading: string | null;

  @Column({ type: 'text' })
  text: string;

  @Column({ name: 'start_offset', type: 'integer' })
  startOffset: number;

  @Column({ name: 'end_offset', type: 'integer' })
  endOffset: number;

  @Column({ type: 'integer', nullable: true })
  page: number | null;
}
