import { IsBoolean, IsIn, IsISO8601, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { MEMORY_KINDS, type MemoryKind } from '../facts/memory-kind.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

const LONGEST_MEMORY = 4000;

export class CreateMemoryDto {
  /** What is to be known, in the words of its owner. */
  @IsString()
  @MaxLength(LONGEST_MEMORY)
  @Matches(/\S/, { message: 'content must hold more than white space' })
  content: string;

  /** Told from the words unless given. */
  @MayBeAbsent()
  @IsIn(MEMORY_KINDS)
  kind?: MemoryKind;

  /** From when on it is true. */
  @IsOptional()
  @IsISO8601()
  valid_from?: string | null;

  /** Until when it is true. */
  @IsOptional()
  @IsISO8601()
  valid_to?: string | null;

  /** Stands in every prompt. */
  @MayBeAbsent()
  @IsBoolean()
  pinned?: boolean;
}

export class UpdateMemoryDto {
  @ValidateIf((dto: UpdateMemoryDto) => dto.content !== undefined)
  @IsString()
  @MaxLength(LONGEST_MEMORY)
  @Matches(/\S/, { message: 'content must hold more than white space' })
  content?: string;

  @ValidateIf((dto: UpdateMemoryDto) => dto.kind !== undefined)
  @IsIn(MEMORY_KINDS)
  kind?: MemoryKind;

  /** null: it has always been true. */
  @IsOptional()
  @IsISO8601()
  valid_from?: string | null;

  /** null: it is true again. */
  @IsOptional()
  @IsISO8601()
  valid_to?: string | null;

  @ValidateIf((dto: UpdateMemoryDto) => dto.pinned !== undefined)
  @IsBoolean()
  pinned?: boolean;
}

export class MemoryListDto extends PageQueryDto {
  @MayBeAbsent()
  @IsIn(MEMORY_KINDS)
  kind?: MemoryKind;

  /** Words it must hold. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(1000)
  q?: string;

  /** `true`: also what is no longer true. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  include_superseded?: 'true' | 'false';
}

export class ForgetAllDto {
  /** Must be true: nothing of it comes back. */
  @MayBeAbsent()
  @IsBoolean()
  confirm?: boolean;
}
