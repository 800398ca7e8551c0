import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** All that a turn that waits needs to go on, in any process. */
@Entity('turn_checkpoints')
@ForeignKey('Turn', ['userId', 'turnId'], ['userId', 'id'], { name: 'fk_turn_checkpoints_turns', onDelete: 'CASCADE' })
export class TurnCheckpoint {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'pk_turn_checkpoints' })
  userId: string;

  @PrimaryColumn({ name: 'turn_id', type: 'uuid', primaryKeyConstraintName: 'pk_turn_checkpoints' })
  turnId: string;

  @Column({ type: 'text' })
  checkpoint: string;

  @Column({ name: 'created_at', type: 'varchar' })
  createdAt: string;
}
