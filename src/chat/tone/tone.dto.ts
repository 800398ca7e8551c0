import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import type { StyleValue } from './tone.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

/** As the description shows them. */
export const STYLE_VALUE = { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] };
export const EXAMPLES = {
  type: 'array' as const,
  items: { oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }] },
};

const LONGEST_VALUE = 100;
const LONGEST_EXAMPLE = 2000;

/** A few words, a number, or yes and no. */
function IsStyleValue(options?: ValidationOptions) {
  const validate = (value: unknown) =>
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    (typeof value === 'string' && value.length > 0 && value.length <= LONGEST_VALUE);
  const defaultMessage = () => `$property must be a number, true, false or at most ${LONGEST_VALUE} characters`;
  return ValidateBy({ name: 'isStyleValue', validator: { validate, defaultMessage } }, options);
}

/** A text, or who says what: `{"user": "…", "assistant": "…"}`. */
function IsExample(options?: ValidationOptions) {
  const isText = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_EXAMPLE;
  const validate = (value: unknown) => {
    if (isText(value)) return true;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      entries.length > 0 && entries.length <= 4 && entries.every(([who, said]) => who.length <= 40 && isText(said))
    );
  };
  const defaultMessage = () => `$property must hold texts, or objects that say who says what`;
  return ValidateBy({ name: 'isExample', validator: { validate, defaultMessage } }, options);
}

class ToneFields {
  /** What the model is told, one sentence each. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(40)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(500, { each: true })
  rules?: string[];

  /** How it sounds: texts, or `{"user": "…", "assistant": "…"}`. */
  @ApiPropertyOptional(EXAMPLES)
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsExample({ each: true })
  examples?: (string | Record<string, string>)[] | null;

  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  formality?: StyleValue | null;

  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  warmth?: StyleValue | null;

  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  length?: StyleValue | null;

  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  reading_level?: StyleValue | null;

  /** How much statements are taken back: perhaps, might, I think. */
  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  hedging?: StyleValue | null;

  @ApiPropertyOptional(STYLE_VALUE)
  @IsOptional()
  @IsStyleValue()
  emoji?: StyleValue | null;

  /** To answer in, whatever is asked in: a name or a tag such as `de`. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(60)
  language?: string | null;

  /** Administrators only: everybody may use it. */
  @MayBeAbsent()
  @IsBoolean()
  shared?: boolean;
}

export class CreateToneDto extends ToneFields {
  /** Unique within the account. */
  @IsString()
  @MaxLength(100)
  @Matches(/\S/, { message: 'name must hold more than white space' })
  name: string;
}

/** What is absent stays; null takes it away. */
export class UpdateToneDto extends ToneFields {
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  @Matches(/\S/, { message: 'name must hold more than white space' })
  name?: string;
}
