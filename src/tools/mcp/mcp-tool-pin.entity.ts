import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a tool of an MCP server was when it was accepted, and what it became since. */
@Entity('mcp_tools')
@Index('ix_mcp_tools_server', ['server'])
export class McpToolPin {
  /** As models and agents know it: `<server>__<tool>`. */
  @PrimaryColumn({ type: 'varchar', primaryKeyConstraintName: 'pk_mcp_tools' })
  name: string;

  @Column({ type: 'varchar' })
  server: string;

  /** As the server knows it. */
  @Column({ type: 'varchar' })
  tool: string;

  @Column({ name: 'accepted_hash', type: 'varchar' })
  acceptedHash: string;

  /** JSON of the definition. */
  @Column({ type: 'text' })
  accepted: string;

  @Column({ name: 'accepted_at', type: 'varchar' })
  acceptedAt: string;

  /** Null: nobody had to, it was the first that was seen. */
  @Column({ name: 'accepted_by', type: 'uuid', nullable: true })
  acceptedBy: string | null;

  /** What the server says now, where that is something else. */
  @Column({ name: 'offered_hash', type: 'varchar', nullable: true })
  offeredHash: string | null;

  @Column({ type: 'text', nullable: true })
  offered: string | null;

  @Column({ name: 'offered_at', type: 'varchar', nullable: true })
  offeredAt: string | null;
}
