import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What an account wants done with calls of a tool: everywhere, or where one agent answers. */
@Entity('tool_policies')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_tool_policies_users', onDelete: 'CASCADE' })
export class ToolPolicy {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_tool_policies' })
  userId: string;

  /** Id of an agent, or `all`. */
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_tool_policies' })
  scope: string;

  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_tool_policies' })
  tool: string;

  @Column({ type: 'varchar' })
  policy: 'allow' | 'ask' | 'deny';

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
