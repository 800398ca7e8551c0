import { IsBoolean, IsString, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

export class RegisterDto {
  /** 3 to 64 characters; compared without case. */
  @IsString()
  @MaxLength(256)
  username: string;

  /** 8 characters or more, 1024 at most. */
  @IsString()
  @MaxLength(1024)
  password: string;

  /** Where REGISTRATION=invite: a code from an administrator. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(256)
  invite_code?: string;
}

export class LoginDto {
  @IsString()
  @MaxLength(256)
  username: string;

  @IsString()
  @MaxLength(1024)
  password: string;
}

export class RefreshDto {
  @IsString()
  @MaxLength(256)
  refresh_token: string;
}

export class LogoutDto {
  /** End every sign-in of the account, not only this one. */
  @MayBeAbsent()
  @IsBoolean()
  all?: boolean;
}
