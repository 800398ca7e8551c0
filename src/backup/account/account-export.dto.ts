import { IsIn, IsOptional } from 'class-validator';

export class AccountExportDto {
  /** `zip`: JSON files and the files themselves; `ndjson`: lines, files in base64. */
  @IsOptional()
  @IsIn(['ndjson', 'zip'])
  format: 'ndjson' | 'zip' = 'ndjson';
}
