import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { BudgetLimitsDto } from '../http/limits/budget-limits.dto.js';

export class ChangeApiKeyDto {
  @ValidateIf((_, value) => value !== undefined)
  @IsString()
  @Length(1, 100)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'name must not have control characters' })
  @Matches(/\S/, { message: 'name must not be blank' })
  name?: string;

  /** Replaces all budgets of the key; null takes them away. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetLimitsDto)
  limits?: BudgetLimitsDto | null;
}
