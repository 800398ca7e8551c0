import { IsIn, IsISO8601, IsOptional, IsString, MaxLength } from 'class-validator';

export class StyleDriftDto {
  /** From this time on; default: 30 days ago. */
  @IsOptional()
  @IsISO8601()
  from?: string;

  /** Before this time; default: now. */
  @IsOptional()
  @IsISO8601()
  to?: string;

  /** Id or name of a tone; absent: all. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  tone?: string;

  /** In UTC. */
  @IsOptional()
  @IsIn(['hour', 'day'])
  bucket: 'hour' | 'day' = 'day';
}
