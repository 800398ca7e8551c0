import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A user's own credential for an MCP server. */
@Entity('mcp_credentials')
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_mcp_credentials_user', onDelete: 'CASCADE' })
export class McpCredential {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_mcp_credentials' })
  userId: string;

  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_mcp_credentials' })
  server: string;

  @Column({ type: 'text' })
  sealed: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
