import { IsString, Length, Matches } from 'class-validator';

export class AcceptToolDto {
  /** The `offered_hash` that was looked at. */
  @IsString()
  @Matches(/^[0-9a-f]{64}$/, { message: 'hash must be the offered_hash of the tool' })
  hash: string;
}

export class StoreCredentialDto {
  /** Sent to the server wherever its configuration says `{user.mcp.<server>.token}`; never shown again. */
  @IsString()
  @Length(1, 4096)
  @Matches(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, { message: 'token must be printable ASCII' })
  token: string;
}
