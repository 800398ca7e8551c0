import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An uploaded file; its bytes lie in the FileStore under its hash. */
@Entity('files')
@Index('ix_files_hash', ['userId', 'sha256'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_files_user', onDelete: 'CASCADE' })
export class StoredFile {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_files' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_files' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'varchar' })
  mime: string;

  @Column({ type: 'integer' })
  bytes: number;

  @Column({ type: 'varchar' })
  sha256: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
