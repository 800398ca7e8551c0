import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A setting that was given another value while the server ran. */
@Entity('settings')
export class Setting {
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_settings' })
  key: string;

  /** As it would stand in a .env file. */
  @Column({ type: 'text' })
  value: string;

  @Column({ name: 'updated_by', type: 'uuid', nullable: true })
  updatedBy: string | null;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
