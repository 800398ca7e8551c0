import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import type { TurnOptions } from '../turn/turn-options.js';

/** What a request may choose for its answer. */
export class TurnOptionsDto {
  /** Model to ask; see GET /api/chat/models. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  agent?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  tone?: string;

  /** 0 is the most predictable. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  /** The most tokens the answer may have. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  max_tokens?: number;

  /** false: no documents; a list of collection ids: only these; true or absent: all, where there are any. */
  @ValidateIf((dto: TurnOptionsDto) => dto.documents !== undefined && typeof dto.documents !== 'boolean')
  @IsArray({ message: 'documents must be true, false or a list of collection ids' })
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  documents?: boolean | string[];

  /** Whether memory is read. */
  @IsOptional()
  @IsBoolean()
  memory?: boolean;

  /** Whether the web may be searched. */
  @IsOptional()
  @IsBoolean()
  web?: boolean;

  /** Ids of uploaded files whose text belongs to the question. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  attachments?: string[];

  /** Answer as server-sent events. */
  @IsOptional()
  @IsBoolean()
  streaming?: boolean;
}

export function toTurnOptions(dto: TurnOptionsDto): TurnOptions {
  const { model, agent, tone, temperature, documents, memory, web, attachments } = dto;
  return { model, agent, tone, temperature, maxTokens: dto.max_tokens, documents, memory, web, attachments };
}
