import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { ResponseFormatDto } from '../structured/response-format.dto.js';
import type { ResponseFormat } from '../structured/response-format.js';
import type { TurnOptions } from '../turn/turn-options.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

/** What a request may choose for its answer. */
export class TurnOptionsDto {
  /** Model to ask; see GET /api/chat/models. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  model?: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  agent?: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  tone?: string;

  /** 0 is the most predictable. */
  @MayBeAbsent()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  /** The most tokens the answer may have. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  max_tokens?: number;

  /** false: no documents; a list of collection ids: only these; true or absent: all, where there are any. */
  @ValidateIf((dto: TurnOptionsDto) => dto.documents !== undefined && typeof dto.documents !== 'boolean')
  @IsArray({ message: 'documents must be true, false or a list of collection ids' })
  @ArrayMaxSize(100)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  documents?: boolean | string[];

  /** Whether memory is read. */
  @MayBeAbsent()
  @IsBoolean()
  memory?: boolean;

  /** Whether the web may be searched. */
  @MayBeAbsent()
  @IsBoolean()
  web?: boolean;

  /** Ids of uploaded files whose text belongs to the question. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(20)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  attachments?: string[];

  /** The answer is JSON of this shape, told once it fits; one that never does fails the turn with `invalid_output`. */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => ResponseFormatDto)
  response_format?: ResponseFormatDto;

  /** Answer as server-sent events. */
  @MayBeAbsent()
  @IsBoolean()
  streaming?: boolean;
}

export function toTurnOptions(dto: TurnOptionsDto): TurnOptions {
  const { model, agent, tone, temperature, documents, memory, web, attachments } = dto;
  const responseFormat = dto.response_format as ResponseFormat | undefined;
  const maxTokens = dto.max_tokens;
  return { model, agent, tone, temperature, maxTokens, documents, memory, web, attachments, responseFormat };
}
