import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One change of one setting; null: the layers below decide. */
@Entity('setting_changes')
export class SettingChange {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_setting_changes' })
  id: string;

  @Column({ type: 'varchar' })
  key: string;

  @Column({ type: 'text', nullable: true })
  before: string | null;

  @Column({ type: 'text', nullable: true })
  after: string | null;

  @Column({ name: 'changed_by', type: 'uuid', nullable: true })
  changedBy: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
