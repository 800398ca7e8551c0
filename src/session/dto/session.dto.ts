import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';
import { PageQueryDto } from '../../http/page-query.dto.js';

export class CreateSessionDto {
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  title?: string | null;

  /** Said to the model before everything else. */
  @IsOptional()
  @IsString()
  @MaxLength(100_000)
  system_prompt?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  tone?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  agent?: string | null;

  /** Model to ask unless a request names another. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string | null;

  /** false: this conversation neither reads nor writes memory. */
  @IsOptional()
  @IsBoolean()
  memory?: boolean;

  /** Only documents of these collections are searched; absent: all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  collection_ids?: string[] | null;

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  folder?: string | null;
}

export class UpdateSessionDto extends CreateSessionDto {
  /** Archived conversations are left out of the list unless asked for. */
  @IsOptional()
  @IsBoolean()
  archived?: boolean;
}

export class SessionQueryDto extends PageQueryDto {
  /** Words to look for in titles and messages. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  q?: string;

  /** `true`: only archived ones; default: only the others. */
  @IsOptional()
  @IsIn(['true', 'false'])
  archived?: 'true' | 'false';

  @IsOptional()
  @IsString()
  @MaxLength(300)
  folder?: string;
}

export class MessageQueryDto extends PageQueryDto {
  /** `true`: the whole tree instead of the active branch. */
  @IsOptional()
  @IsIn(['true', 'false'])
  all?: 'true' | 'false';
}

export class ForkDto {
  /** The last message the new conversation will have. */
  @IsUUID()
  message_id: string;
}

export class ExportQueryDto {
  @IsOptional()
  @IsIn(['json', 'markdown'])
  format: 'json' | 'markdown' = 'json';
}
