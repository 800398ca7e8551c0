import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A named set of documents. */
@Entity('collections')
@Unique('uq_collections_name', ['userId', 'name'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_collections_user', onDelete: 'CASCADE' })
export class Collection {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_collections' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_collections' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ name: 'is_default', type: 'integer', default: 0 })
  isDefault: number;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
