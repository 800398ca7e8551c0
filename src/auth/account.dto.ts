import { IsBoolean, IsOptional, IsString, MaxLength } from 'class-validator';
import type { PasswordChangeRequest } from './accounts/password-change.js';

export class ChangePasswordDto {
  @IsString()
  @MaxLength(1024)
  current_password: string;

  @IsString()
  @MaxLength(1024)
  new_password: string;

  /** End the API keys too; they stay otherwise. */
  @IsOptional()
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
