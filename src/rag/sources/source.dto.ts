import { IsBoolean, IsInt, IsNotEmpty, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

const SHORTEST = 60;
const LONGEST = 30 * 24 * 3600;

export class CreateSourceDto {
  /** A page to watch; either this or `folder`. */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(2048)
  url?: string;

  /** A folder to watch with all below it; a path relative to SOURCES_ROOT, or one that lies under it. */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(2048)
  folder?: string;

  /** The default collection where absent. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  collection_id?: string;

  /** Seconds between looks. */
  @MayBeAbsent()
  @IsInt()
  @Min(SHORTEST)
  @Max(LONGEST)
  interval_seconds: number = 3600;
}

export class UpdateSourceDto {
  @MayBeAbsent()
  @IsInt()
  @Min(SHORTEST)
  @Max(LONGEST)
  interval_seconds?: number;

  /** While it is paused nothing is looked at; its documents stay. */
  @MayBeAbsent()
  @IsBoolean()
  paused?: boolean;
}
