import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fact about this installation that must be true once, such as who became the first administrator. */
@Entity('instance_facts')
export class InstanceFact {
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_instance_facts' })
  key: string;

  @Column({ type: 'text' })
  value: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
