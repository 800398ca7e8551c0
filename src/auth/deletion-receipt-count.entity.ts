import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many of one kind a receipt is about. */
@Entity('deletion_receipt_counts')
@ForeignKey('DeletionReceipt', ['receiptId'], ['id'], {
  name: 'fk_deletion_receipt_counts_receipt',
  onDelete: 'CASCADE',
})
export class DeletionReceiptCount {
  @PrimaryColumn({ name: 'receipt_id', type: 'uuid', primaryKeyConstraintName: 'pk_deletion_receipt_counts' })
  receiptId: string;

  /** The table it was in: `messages`, `turns` … */
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_deletion_receipt_counts' })
  kind: string;

  @Column({ type: 'integer' })
  count: number;
}
