import { IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** What may be used within a UTC day or month. */
export class BudgetLimitsDto {
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  tokens_per_day?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  tokens_per_month?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  turns_per_day?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  turns_per_month?: number;

  /** In the currency of the price table. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1e9)
  cost_per_day?: number;

  /** In the currency of the price table. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1e9)
  cost_per_month?: number;
}
