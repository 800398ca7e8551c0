import { ArrayNotEmpty, IsArray, IsISO8601, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { SCOPES, type Scope } from '../http/access.decorators.js';

/** Control characters have no place in a name people read. */
const NO_CONTROL = /^[^\p{Cc}\p{Cs}]*$/u;

export class CreateApiKeyDto {
  @IsString()
  @Length(1, 100)
  @Matches(NO_CONTROL, { message: 'name must not have control characters' })
  @Matches(/\S/, { message: 'name must not be blank' })
  name: string;

  /** All but `admin` unless given. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(SCOPES, { each: true })
  scopes?: Scope[];

  /** In the future; never unless given. */
  @IsOptional()
  @IsISO8601({ strict: true })
  expires_at?: string | null;
}
