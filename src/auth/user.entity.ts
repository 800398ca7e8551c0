import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** An account. */
@Entity('users')
@Unique('uq_users_username_key', ['usernameKey'])
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  @Column({ type: 'varchar' })
  username: string;

  @Column({ name: 'username_key', type: 'varchar' })
  usernameKey: string;

  @Column({ name: 'password_hash', type: 'text' })
  passwordHash: string;

  @Column({ type: 'varchar' })
  role: 'admin' | 'user';

  @Column({ type: 'integer', default: 0 })
  disabled: number;

  @Column({ type: 'simple-json', nullable: true })
  limits: Record<string, number> | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
