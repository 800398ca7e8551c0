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
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

/** What a client may set of a conversation, when it begins and later. */
export class SessionSettingsDto {
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
  @MayBeAbsent()
  @IsBoolean()
  memory?: boolean;

  /** Only documents of these collections are searched; absent or none: all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  collection_ids?: string[] | null;

  /** Where the documents say nothing about a question: answer all the same, say so first, or do not answer. */
  @MayBeAbsent()
  @IsIn(['answer', 'warn', 'refuse'])
  no_evidence?: 'answer' | 'warn' | 'refuse';

  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(300)
  folder?: string | null;
}

export class CreateSessionDto extends SessionSettingsDto {
  /** true: memory neither reads nor writes it, and it is deleted after a day, or before when you delete it. */
  @MayBeAbsent()
  @IsBoolean()
  temporary?: boolean;
}

export class UpdateSessionDto extends SessionSettingsDto {
  /** Archived conversations are left out of the list unless asked for. */
  @MayBeAbsent()
  @IsBoolean()
  archived?: boolean;
}

export class SessionQueryDto extends PageQueryDto {
  /** Words to look for in titles and messages. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(1000)
  q?: string;

  /** `true`: only archived ones; default: only the others. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  archived?: 'true' | 'false';

  @MayBeAbsent()
  @IsString()
  @MaxLength(300)
  folder?: string;
}

export class MessageQueryDto extends PageQueryDto {
  /** `true`: the whole tree instead of the active branch. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  all?: 'true' | 'false';

  /** `desc`: newest first. Not of the tree. */
  @MayBeAbsent()
  @IsIn(['asc', 'desc'])
  order?: 'asc' | 'desc';

  /** The branch that ends with this message, instead of the active one. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  until?: string;

  /** The branch that goes through this message and on from there by the newest version. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  through?: string;

  /** `true`: messages of which there are several versions tell their ids. */
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  versions?: 'true' | 'false';
}

export class ForkDto {
  /** The last message the new conversation will have. */
  @AnyCase()
  @IsUUID()
  message_id: string;
}

export class ExportQueryDto {
  @MayBeAbsent()
  @IsIn(['json', 'markdown'])
  format: 'json' | 'markdown' = 'json';
}
