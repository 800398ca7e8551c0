import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One sign-in: the chain of refresh tokens that descend from it. Revoking it ends the sign-in. */
@Entity('refresh_families')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_refresh_families_user', onDelete: 'CASCADE' })
export class RefreshFamily {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_refresh_families' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_refresh_families' })
  id: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'last_used_at', type: 'varchar' })
  lastUsedAt: string;

  @Column({ name: 'revoked_at', type: 'varchar', nullable: true })
  revokedAt: string | null;

  /** Keyed hash of the network address the sign-in came from: tells the owner's usual places from strangers'. */
  @Column({ name: 'peer_hash', type: 'varchar', nullable: true })
  peerHash: string | null;
}
