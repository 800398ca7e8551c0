import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Work accepted for later, leased by whoever does it. */
@Entity('jobs')
@Index('ix_jobs_due', ['priority', 'runAfter'], { where: "state IN ('queued', 'running')" })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_jobs_user', onDelete: 'CASCADE' })
export class Job {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_jobs' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_jobs' })
  id: string;

  @Column({ type: 'varchar' })
  kind: string;

  @Column({ type: 'varchar' })
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

  @Column({ type: 'simple-json' })
  payload: unknown;

  @Column({ type: 'integer', default: 0 })
  total: number;

  @Column({ type: 'integer', default: 0 })
  done: number;

  @Column({ type: 'integer', default: 0 })
  failed: number;

  @Column({ type: 'simple-json', nullable: true })
  errors: { line: number; code: string; error: string }[] | null;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ type: 'integer', default: 1 })
  priority: number;

  @Column({ name: 'run_after', type: 'varchar' })
  runAfter: string;

  @Column({ name: 'lease_owner', type: 'uuid', nullable: true })
  leaseOwner: string | null;

  @Column({ name: 'lease_until', type: 'varchar', nullable: true })
  leaseUntil: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'finished_at', type: 'varchar', nullable: true })
  finishedAt: string | null;
}
