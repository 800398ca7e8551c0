import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { AsSent } from '../../http/as-sent.decorator.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

/** In a multipart body an object is JSON text; what is not JSON is left for validation to refuse. */
function fromJson({ value }: { value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** What a document may carry beside its content. */
export class DocumentFieldsDto {
  /** Made from the text or the file's name where absent. */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  title?: string;

  /** The caller's own id: the same one again replaces the document, or recognises it by its bytes. */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  external_id?: string;

  /** The default collection where absent. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  collection_id?: string;

  /** Anything to filter by in searches; 16 KB as JSON. */
  @MayBeAbsent()
  @AsSent()
  @Transform(fromJson)
  @IsObject()
  metadata?: Record<string, unknown>;
}

export class CreateDocumentDto extends DocumentFieldsDto {
  /** Plain text or Markdown. */
  @MayBeAbsent()
  @IsString()
  text?: string;

  /** A page to fetch: its main content is read, and read again by `reindex`. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(2048)
  url?: string;
}

/** One line of a bulk import. */
export class BulkDocumentDto extends DocumentFieldsDto {
  @IsString()
  text: string;
}

export class WaitQueryDto {
  /** Seconds to wait until the document is ready or failed. */
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(60)
  wait: number = 0;
}

export class DocumentQueryDto extends PageQueryDto {
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  collection_id?: string;

  @MayBeAbsent()
  @IsIn(['queued', 'indexing', 'ready', 'failed'])
  state?: 'queued' | 'indexing' | 'ready' | 'failed';

  /** Part of a title. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class UpdateDocumentDto {
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  title?: string;

  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  collection_id?: string;

  /** Replaces what was there; null removes it. */
  @IsOptional()
  @AsSent()
  @IsObject()
  metadata?: Record<string, unknown> | null;
}
