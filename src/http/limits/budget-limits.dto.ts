import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../may-be-absent.decorator.js';

const LARGEST = Number.MAX_SAFE_INTEGER;

/** What may be used within a UTC day or month. */
export class BudgetLimitsDto {
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  tokens_per_day?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  tokens_per_month?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  turns_per_day?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(LARGEST)
  turns_per_month?: number;

  /** In the currency of the price table. */
  @MayBeAbsent()
  @IsNumber()
  @Min(0)
  @Max(1e9)
  cost_per_day?: number;

  /** In the currency of the price table. */
  @MayBeAbsent()
  @IsNumber()
  @Min(0)
  @Max(1e9)
  cost_per_month?: number;
}
