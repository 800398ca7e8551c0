import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { MEMORY_KINDS, type MemoryKind } from '../facts/memory-kind.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class MemorySearchDto {
  /** A question or words. */
  @IsString()
  @MinLength(1)
  @MaxLength(10_000)
  query: string;

  /** Hits at most. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(100)
  top_k: number = 10;

  /** Only these kinds. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MEMORY_KINDS.length)
  @IsIn(MEMORY_KINDS, { each: true })
  kinds?: MemoryKind[];

  /** Only what was said in this conversation. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  session_id?: string;

  /** Only what was known at this time. */
  @MayBeAbsent()
  @IsISO8601()
  as_of?: string;

  /** Also what is no longer true. */
  @MayBeAbsent()
  @IsBoolean()
  include_superseded?: boolean;

  /** Stop before the hits' text exceeds this many tokens (estimated). */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  budget_tokens?: number;
}
