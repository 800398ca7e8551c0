import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsISO8601,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { SCOPES, type Scope } from '../http/access.decorators.js';
import { BudgetLimitsDto } from '../http/limits/budget-limits.dto.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

/** Control characters have no place in a name people read. */
const NO_CONTROL = /^[^\p{Cc}\p{Cs}]*$/u;

export class CreateApiKeyDto {
  @IsString()
  @Length(1, 100)
  @Matches(NO_CONTROL, { message: 'name must not have control characters' })
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** All but `admin` unless given. */
  @MayBeAbsent()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[];

  /** In the future; never unless given. */
  @IsOptional()
  @IsISO8601({ strict: true })
  expires_at?: string | null;

  /** What turns asked for with this key may use, beside what the account may. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetLimitsDto)
  limits?: BudgetLimitsDto | null;
}
