import { IsIn } from 'class-validator';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

export class AccountExportDto {
  /** `zip`: JSON files and the files themselves; `ndjson`: lines, files in base64. */
  @MayBeAbsent()
  @IsIn(['ndjson', 'zip'])
  format: 'ndjson' | 'zip' = 'ndjson';
}
