import { IsString, MaxLength } from 'class-validator';

export class RollbackDto {
  /** Id of the change, as the history gives it. */
  @IsString()
  @MaxLength(64)
  change_id: string;
}
