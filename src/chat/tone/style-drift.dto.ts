import { IsIn, IsISO8601, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class StyleDriftDto {
  /** From this time on; default: 30 days ago. */
  @MayBeAbsent()
  @IsISO8601()
  from?: string;

  /** Before this time; default: now. */
  @MayBeAbsent()
  @IsISO8601()
  to?: string;

  /** Id or name of a tone; absent: all. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  tone?: string;

  /** In UTC. */
  @MayBeAbsent()
  @IsIn(['hour', 'day'])
  bucket: 'hour' | 'day' = 'day';
}
