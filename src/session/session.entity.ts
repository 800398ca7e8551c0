import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Of `archived`: still being written. From here on a conversation is there for nobody. */
export const UNFINISHED = 2;
/** Deleted; its messages go in slices. */
export const REMOVED = 3;

/** A conversation. */
@Entity('sessions')
@Unique('uq_sessions_external', ['userId', 'externalId'])
@Index('ix_sessions_recent', ['userId', 'archived', 'updatedAt', 'id'])
@Index('ix_sessions_expiry', ['expiresAt'], { where: 'expires_at IS NOT NULL' })
@ForeignKey('User', ['userId'], ['id'], { name: 'fk_sessions_user', onDelete: 'CASCADE' })
export class Session {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  @Column({ type: 'text', nullable: true })
  title: string | null;

  @Column({ name: 'title_source', type: 'varchar' })
  titleSource: 'user' | 'question' | 'model' | 'import';

  @Column({ name: 'system_prompt', type: 'text', nullable: true })
  systemPrompt: string | null;

  @Column({ type: 'varchar', nullable: true })
  tone: string | null;

  @Column({ type: 'varchar', nullable: true })
  agent: string | null;

  @Column({ type: 'varchar', nullable: true })
  model: string | null;

  @Column({ type: 'integer', default: 1 })
  memory: number;

  @Column({ name: 'collection_ids', type: 'simple-json', nullable: true })
  collectionIds: string[] | null;

  /** What to do where the documents say nothing about a question; null: answer. */
  @Column({ name: 'no_evidence', type: 'varchar', nullable: true })
  noEvidence: 'answer' | 'warn' | 'refuse' | null;

  @Column({ type: 'text', nullable: true })
  folder: string | null;

  /** 0: in the list; 1: in the archive; UNFINISHED or REMOVED: there for nobody. */
  @Column({ type: 'integer', default: 0 })
  archived: number;

  @Column({ name: 'head_id', type: 'uuid', nullable: true })
  headId: string | null;

  @Column({ name: 'message_count', type: 'integer', default: 0 })
  messageCount: number;

  @Column({ name: 'external_id', type: 'text', nullable: true })
  externalId: string | null;

  /** A temporary conversation is deleted then. */
  @Column({ name: 'expires_at', type: 'varchar', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'varchar' })
  updatedAt: string;
}
