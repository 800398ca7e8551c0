import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject } from 'class-validator';
import { IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { AsSent } from '../../http/as-sent.decorator.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class SearchDocumentsDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(8000)
  query: string;

  /** Passages to give. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(100)
  top_k: number = 5;

  /** Only documents of these collections. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(100)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  collection_ids?: string[];

  /** Only these documents. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(1000)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  document_ids?: string[];

  /**
   * Only documents whose metadata has these values; `{"in": […]}` and `{"gte": …, "lte": …}` are conditions, and
   * `{"and": […]}` and `{"or": […]}` join filters.
   */
  @MayBeAbsent()
  @AsSent()
  @IsObject()
  metadata?: Record<string, unknown>;

  /** By words, by meaning, or by both. By words alone where there is no embeddings server. */
  @MayBeAbsent()
  @IsIn(['hybrid', 'lexical', 'dense'])
  mode: 'hybrid' | 'lexical' | 'dense' = 'hybrid';

  /** Tell the parts of each score, the ranks on both sides, and which better passages a filter removed. */
  @MayBeAbsent()
  @IsBoolean()
  explain: boolean = false;
}
