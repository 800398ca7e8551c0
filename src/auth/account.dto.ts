import { IsBoolean, IsString, MaxLength } from 'class-validator';
import type { PasswordChangeRequest } from './accounts/password-change.js';
import { MayBeAbsent } from '../http/may-be-absent.decorator.js';

export class ChangePasswordDto {
  @IsString()
  @MaxLength(1024)
  current_password: string;

  @IsString()
  @MaxLength(1024)
  new_password: string;

  /** End the API keys too; they stay otherwise. */
  @MayBeAbsent()
  @IsBoolean()
  revoke_api_keys?: boolean;

  toRequest(): PasswordChangeRequest {
    const {
      current_password: currentPassword,
      new_password: newPassword,
      revoke_api_keys: revokeApiKeys = false,
    } = this;
    return { currentPassword, newPassword, revokeApiKeys };
  }
}

export class DeleteAccountDto {
  @IsString()
  @MaxLength(1024)
  password: string;
}
