import { IsISO8601, IsOptional } from 'class-validator';

export class CreateInviteDto {
  /** In the future; a week from now unless given. */
  @IsOptional()
  @IsISO8601({ strict: true })
  expires_at?: string | null;
}
