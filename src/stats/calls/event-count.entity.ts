import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const pk = { primaryKeyConstraintName: 'pk_event_counts' };

/** How often something happened to one owner in one span of time. */
@Entity('event_counts')
@Index('ix_event_counts_time', ['grain', 't'])
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_event_counts_user', onDelete: 'CASCADE' })
export class EventCount {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', ...pk })
  userId: string;

  @PrimaryColumn({ type: 'varchar', ...pk })
  grain: string;

  /** When the span begins; ISO-8601. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  t: string;

  /** `tool`, `document`, `login`, `error`. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  name: string;

  /** Which: a tool's name, a state, an error's code. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  label: string;

  /** `ok` or `failed`. */
  @PrimaryColumn({ type: 'varchar', ...pk })
  outcome: string;

  @Column({ type: 'integer' })
  count: number;
}
