import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** How one answer is written; see measure-style.ts. */
@Entity('answer_styles')
@Index('ix_answer_styles_tone', ['userId', 'toneId', 'createdAt'])
@ForeignKey('Message', ['userId', 'messageId'], ['userId', 'id'], {
  name: 'fk_answer_styles_messages',
  onDelete: 'CASCADE',
})
export class AnswerStyle {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_answer_styles' })
  userId: string;

  @PrimaryColumn({ name: 'message_id', type: 'uuid', primaryKeyConstraintName: 'pk_answer_styles' })
  messageId: string;

  @Column({ name: 'tone_id', type: 'uuid', nullable: true })
  toneId: string | null;

  @Column({ type: 'integer' })
  words: number;

  @Column({ type: 'integer' })
  sentences: number;

  @Column({ name: 'reading_ease', type: 'integer' })
  readingEase: number;

  @Column({ type: 'integer' })
  hedges: number;

  @Column({ type: 'integer' })
  formality: number;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
