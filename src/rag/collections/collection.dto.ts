import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class CreateCollectionDto {
  /** Unique within the account. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  description?: string;
}

export class UpdateCollectionDto {
  @MayBeAbsent()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  name?: string;

  /** null removes it. */
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description?: string | null;
}
