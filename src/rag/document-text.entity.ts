import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The extracted text of one generation of a document; citations count its UTF-16 units. */
@Entity('document_texts')
@ForeignKey('Document', ['userId', 'documentId'], ['userId', 'id'], {
  name: 'fk_document_texts_documents',
  onDelete: 'CASCADE',
})
export class DocumentText {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_document_texts' })
  userId: string;

  @PrimaryColumn({ name: 'document_id', type: 'uuid', primaryKeyConstraintName: 'pk_document_texts' })
  documentId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_document_texts' })
  generation: number;

  /** From 0; a long text is kept in parts, so that none holds up the writer or the reader. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_document_texts' })
  part: number;

  @Column({ type: 'text' })
  text: string;
}
