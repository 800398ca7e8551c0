import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional } from 'class-validator';
import { IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';

export class SearchDocumentsDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(8000)
  query: string;

  /** Passages to give. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  top_k: number = 5;

  /** Only documents of these collections. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  collection_ids?: string[];

  /** Only these documents. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  document_ids?: string[];

  /**
   * Only documents whose metadata has these values; `{"in": […]}` and `{"gte": …, "lte": …}` are conditions, and
   * `{"and": […]}` and `{"or": […]}` join filters.
   */
  @IsOptional()
  @IsObject()
  metadata?: Record<string, unknown>;

  /** By words, by meaning, or by both. By words alone where there is no embeddings server. */
  @IsOptional()
  @IsIn(['hybrid', 'lexical', 'dense'])
  mode: 'hybrid' | 'lexical' | 'dense' = 'hybrid';

  /** Tell the parts of each score, the ranks on both sides, and which better passages a filter removed. */
  @IsOptional()
  @IsBoolean()
  explain: boolean = false;
}
