import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That something was deleted for good, and by which rule. It outlives the account, so no key leads to a user. */
@Entity('deletion_receipts')
@Index('ix_deletion_receipts_user', ['userId', 'id'])
export class DeletionReceipt {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_deletion_receipts' })
  id: string;

  /** Whose it was; null: the server's. */
  @Column({ name: 'user_id', type: 'uuid', nullable: true })
  userId: string | null;

  /** `account.deleted`, `session.deleted`, `retention.sessions` … */
  @Column({ type: 'varchar' })
  rule: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
