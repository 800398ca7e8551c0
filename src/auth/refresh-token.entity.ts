import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One refresh token, stored hashed; spent once. */
@Entity('refresh_tokens')
@Unique('uq_refresh_tokens_hash', ['tokenHash'])
@Index('ix_refresh_tokens_family', ['userId', 'familyId'])
@ForeignKey('RefreshFamily', ['userId', 'familyId'], ['userId', 'id'], {
  name: 'fk_refresh_tokens_refresh_families',
  onDelete: 'CASCADE',
})
export class RefreshToken {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_refresh_tokens' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_refresh_tokens' })
  id: string;

  @Column({ name: 'family_id', type: 'uuid' })
  familyId: string;

  @Column({ name: 'token_hash', type: 'varchar' })
  tokenHash: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar' })
  expiresAt: string;

  @Column({ name: 'spent_at', type: 'varchar', nullable: true })
  spentAt: string | null;

  @Column({ name: 'successor_id', type: 'uuid', nullable: true })
  successorId: string | null;
}
