import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { BudgetLimitsDto } from '../../http/limits/budget-limits.dto.js';
import { type Pattern, PATTERNS } from '../patterns/pattern.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class AgentParametersDto {
  @MayBeAbsent()
  @IsNumber()
  @Min(0)
  @Max(2)
  temperature?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  max_tokens?: number;
}

class AgentFields {
  /** For people, and for agents that choose whom to pass a conversation to. */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  description?: string | null;

  /** Said to the model before everything else. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(50_000)
  instructions?: string;

  /** Model to ask unless a request names another. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  model?: string | null;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgentParametersDto)
  parameters?: AgentParametersDto | null;

  /** Names of tools, see GET /api/chat/tools. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(64)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  tools?: string[];

  /** Only documents of these collections; empty: all. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(100)
  @AnyCase()
  @IsUUID(undefined, { each: true })
  collection_ids?: string[];

  /** Id or name of a tone. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  tone?: string | null;

  /** false: it neither sees nor searches what was said elsewhere. */
  @MayBeAbsent()
  @IsBoolean()
  memory?: boolean;

  /** Ids or names of agents it may pass the conversation to. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @MaxLength(100, { each: true })
  handoffs?: string[];

  /** What turns it begins to answer may use a UTC day or month; of a shared one, those of all accounts together. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BudgetLimitsDto)
  limits?: BudgetLimitsDto | null;

  /** `plan`: it plans and works through steps; `critic`: its draft is checked against its sources and revised once. */
  @ApiPropertyOptional({ enum: PATTERNS, nullable: true })
  @IsOptional()
  @IsIn(PATTERNS)
  pattern?: Pattern | null;

  /** Administrators only: everybody may use it. */
  @MayBeAbsent()
  @IsBoolean()
  shared?: boolean;
}

export class CreateAgentDto extends AgentFields {
  /** Unique within the account. */
  @IsString()
  @MaxLength(100)
  @Matches(/\S/, { message: 'name must hold more than white space' })
  name: string;
}

/** What is absent stays; null takes it away. */
export class UpdateAgentDto extends AgentFields {
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  @Matches(/\S/, { message: 'name must hold more than white space' })
  name?: string;
}

/** A file of them is one account's at most. */
const MOST_IMPORTED = 500;

export class ImportAgentsDto {
  /** The answer of the export is taken as it is. */
  @MayBeAbsent()
  @IsIn(['success'])
  status?: string;

  /** `rai-chat-agents`, as the export says. */
  @MayBeAbsent()
  @IsIn(['rai-chat-agents'])
  format?: string;

  @MayBeAbsent()
  @IsIn([1])
  version?: number;

  @IsArray()
  @ArrayMaxSize(MOST_IMPORTED)
  // A list inside the list would pass for objects that were checked.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CreateAgentDto)
  agents: CreateAgentDto[];
}
