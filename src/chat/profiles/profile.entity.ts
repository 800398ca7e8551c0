import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Something named that people make to be used in turns: an agent or a tone. */
@Entity('profiles')
@Unique('uq_profiles_name', ['userId', 'kind', 'nameKey'])
@Index('ix_profiles_shared', ['kind', 'id'], { where: 'shared = 1' })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_profiles_user', onDelete: 'CASCADE' })
export class Profile {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_profiles' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_profiles' })
  id: string;

  @Column({ type: 'varchar' })
  kind: 'agent' | 'tone';

  @Column({ type: 'text' })
  name: string;

  /** The name as it is compared. */
  @Column({ name: 'name_key', type: 'text' })
  nameKey: string;

  @Column({ type: 'simple-json' })
  definition: object;

  /** 1: everybody may use it, only its owner may change it. */
  @Column({ type: 'integer', default: 0 })
  shared: number;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
