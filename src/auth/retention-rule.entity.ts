import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How long an account wants its own things kept, in days; null: as long as the server does. */
@Entity('retention_rules')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_retention_rules_user', onDelete: 'CASCADE' })
export class RetentionRule {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_retention_rules' })
  userId: string;

  @Column({ name: 'session_days', type: 'integer', nullable: true })
  sessionDays: number | null;

  @Column({ name: 'turn_days', type: 'integer', nullable: true })
  turnDays: number | null;

  @Column({ name: 'stats_days', type: 'integer', nullable: true })
  statsDays: number | null;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
