import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something an administrator or an account did that somebody may have to account for. */
@Entity('audit_entries')
export class AuditEntry {
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_audit_entries' })
  seq: number;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  /** Null: the server itself, or nobody who was signed in. */
  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId: string | null;

  @Column({ type: 'varchar' })
  action: string;

  @Column({ type: 'text', nullable: true })
  target: string | null;

  /** JSON, as it was hashed. */
  @Column({ type: 'text' })
  details: string;

  @Column({ name: 'previous_hash', type: 'varchar' })
  previousHash: string;

  @Column({ type: 'varchar' })
  hash: string;
}
