import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { AsSent } from '../../http/as-sent.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class JsonSchemaFormatDto {
  /** Letters, digits, `_` and `-`. */
  @Matches(/^[a-zA-Z0-9_-]{1,64}$/)
  name: string;

  /** JSON schema (draft 2020-12), 64 000 characters; refers to nothing outside itself. */
  @AsSent()
  @IsObject()
  schema: Record<string, unknown>;

  /** Passed on to the model server. */
  @MayBeAbsent()
  @IsBoolean()
  strict?: boolean;
}

export class ResponseFormatDto {
  @IsIn(['json_object', 'json_schema'])
  type: 'json_object' | 'json_schema';

  /** With `json_schema`. */
  @ValidateIf((dto: ResponseFormatDto) => dto.type === 'json_schema')
  @IsObject()
  @ValidateNested()
  @Type(() => JsonSchemaFormatDto)
  json_schema?: JsonSchemaFormatDto;
}
