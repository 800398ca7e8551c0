import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { TurnOptionsDto } from './turn-options.dto.js';
import { AnyCase } from '../../http/any-case.decorator.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

/** A question longer than this belongs into a document or a file (UTF-16 units). */
const LONGEST_MESSAGE = 500_000;

export class SendMessageDto extends TurnOptionsDto {
  /** The question. */
  @IsString()
  @MaxLength(LONGEST_MESSAGE)
  @Matches(/\S/, { message: 'message must hold more than white space' })
  message: string;

  /** The conversation; without it one is made. */
  @MayBeAbsent()
  @AnyCase()
  @IsUUID()
  session_id?: string;

  /** The message this one follows, when not the newest: begins a branch. null: another first question. */
  @ValidateIf((dto: SendMessageDto) => dto.parent_id !== undefined && dto.parent_id !== null)
  @AnyCase()
  @IsUUID()
  parent_id?: string | null;
}

export class RegenerateDto extends TurnOptionsDto {
  /** The answer to write again, beside the one there is. */
  @AnyCase()
  @IsUUID()
  message_id: string;
}

export class FeedbackDto {
  @IsIn(['up', 'down'])
  rating: 'up' | 'down';

  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(4000)
  comment?: string;
}

/** Most calls a turn can wait for at once. */
const MOST_CALLS = 64;

export class DecideDto {
  /** One call; without it and `ids` all that wait. */
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  call_id?: string;

  /** Several calls. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_CALLS)
  @IsString({ each: true })
  @MaxLength(128, { each: true })
  ids?: string[];

  /** It holds for later calls of the same tools too: approve allows, deny denies. Dangerous tools cannot be allowed so. */
  @MayBeAbsent()
  @IsBoolean()
  remember?: boolean;
}
