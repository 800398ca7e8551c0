import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Work that one server of several does, and who does it. */
@Entity('leases')
export class LeaseRow {
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_leases' })
  name: string;

  /** The process that holds it; null: nobody has yet. */
  @Column({ type: 'uuid', nullable: true })
  holder: string | null;

  /** Grows with every change of hands: what an earlier holder still writes names an older term and is refused. */
  @Column({ type: 'integer' })
  term: number;

  /** ISO-8601; empty: given up. */
  @Column({ name: 'lease_until', type: 'varchar' })
  leaseUntil: string;
}
