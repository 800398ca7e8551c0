import { IsIn, IsISO8601, IsOptional } from 'class-validator';

export class StatsQueryDto {
  /** From this time on; default: 30 days ago. */
  @IsOptional()
  @IsISO8601()
  from?: string;

  /** Before this time; default: now. */
  @IsOptional()
  @IsISO8601()
  to?: string;

  /** `all`: of everybody, for administrators. */
  @IsOptional()
  @IsIn(['own', 'all'])
  scope: 'own' | 'all' = 'own';
}
