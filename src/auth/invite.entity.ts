import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A code that lets one person register; owned by the administrator who made it. */
@Entity('invites')
@Unique('uq_invites_hash', ['codeHash'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_invites_user', onDelete: 'CASCADE' })
export class Invite {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_invites' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_invites' })
  id: string;

  @Column({ name: 'code_hash', type: 'varchar' })
  codeHash: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar' })
  expiresAt: string;

  @Column({ name: 'used_at', type: 'varchar', nullable: true })
  usedAt: string | null;

  @Column({ name: 'used_by', type: 'uuid', nullable: true })
  usedBy: string | null;
}
