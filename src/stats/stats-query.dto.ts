import { IsIn, IsISO8601 } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

export class StatsQueryDto {
  /** From this time on; default: 30 days ago. */
  @MayBeAbsent()
  @IsISO8601({ strict: true })
  from?: string;

  /** Before this time; default: now. */
  @MayBeAbsent()
  @IsISO8601({ strict: true })
  to?: string;

  /** `all`: of everybody, for administrators. */
  @MayBeAbsent()
  @IsIn(['own', 'all'])
  scope: 'own' | 'all' = 'own';
}
