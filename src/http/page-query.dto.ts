import { Type } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { DEFAULT_LIMIT, MAX_LIMIT } from './pagination.js';
import { MayBeAbsent } from './may-be-absent.decorator.js';

/** Query of every list. */
export class PageQueryDto {
  /** Rows a page. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `next_cursor` of the page before. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(1024)
  cursor?: string;
}
