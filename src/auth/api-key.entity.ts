import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A long-lived secret of a user, stored hashed. */
@Entity('api_keys')
@Unique('uq_api_keys_hash', ['keyHash'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_api_keys_user', onDelete: 'CASCADE' })
export class ApiKey {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  id: string;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ type: 'varchar' })
  prefix: string;

  @Column({ name: 'key_hash', type: 'varchar' })
  keyHash: string;

  @Column({ type: 'simple-json' })
  scopes: string[];

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'last_used_at', type: 'varchar', nullable: true })
  lastUsedAt: string | null;

  /** Budgets by name; null: none of its own. */
  @Column({ type: 'simple-json', nullable: true })
  limits: Record<string, number> | null;
}
