import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { MEMORY_KINDS, type MemoryKind } from '../facts/memory-kind.js';

export class MemorySearchDto {
  /** A question or words. */
  @IsString()
  @MinLength(1)
  @MaxLength(10_000)
  query: string;

  /** Hits at most. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  top_k: number = 10;

  /** Only these kinds. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MEMORY_KINDS.length)
  @IsIn(MEMORY_KINDS, { each: true })
  kinds?: MemoryKind[];

  /** Only what was said in this conversation. */
  @IsOptional()
  @IsUUID()
  session_id?: string;

  /** Only what was known at this time. */
  @IsOptional()
  @IsISO8601()
  as_of?: string;

  /** Also what is no longer true. */
  @IsOptional()
  @IsBoolean()
  include_superseded?: boolean;

  /** Stop before the hits' text exceeds this many tokens (estimated). */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  budget_tokens?: number;
}
