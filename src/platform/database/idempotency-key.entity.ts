import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A request that must have its effect once. */
@Entity('idempotency_keys')
@Index('ix_idempotency_age', ['createdAt'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_idempotency_keys_user', onDelete: 'CASCADE' })
export class IdempotencyKey {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_idempotency_keys' })
  userId: string;

  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_idempotency_keys' })
  scope: string;

  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_idempotency_keys' })
  key: string;

  @Column({ name: 'body_hash', type: 'varchar' })
  bodyHash: string;

  @Column({ type: 'simple-json', nullable: true })
  result: unknown | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
