import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, Max, Min, ValidateIf, ValidateNested } from 'class-validator';
import { BudgetLimitsDto } from '../http/limits/budget-limits.dto.js';
import type { UserChange, UserLimits } from './accounts/user-administration.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** What one account may use, where it differs from the server's own limits. */
export class UserLimitsDto extends BudgetLimitsDto implements UserLimits {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(LARGEST)
  requests_per_minute?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  file_quota_bytes?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  document_quota?: number;
}

export class ChangeUserDto {
  @ValidateIf((_, value) => value !== undefined)
  @IsIn(['admin', 'user'])
  role?: 'admin' | 'user';

  @ValidateIf((_, value) => value !== undefined)
  @IsBoolean()
  disabled?: boolean;

  /** Replaces all limits of the account; null gives it those of the server. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => UserLimitsDto)
  limits?: UserLimitsDto | null;

  toChange(): UserChange {
    const { role, disabled, limits } = this;
    return { role, disabled, limits: limits && { ...limits } };
  }
}
