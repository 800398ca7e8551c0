/** What the fields of a multipart body must not hold: what no JSON body may, and bytes that are no text. */
import { AppError } from '../common/app-error.js';
import { checkJson } from '../http/body/check-json.js';

/**
 * Throws an AppError that names the field. Two ids that differ in broken bytes alone would be one: where the bytes make no
 * sense, decoding puts U+FFFD.
 */
export function checkFields(fields: Record<string, unknown>): void {
  checkJson(fields);
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) throw invalid(field, 'is in an unknown character set');
    if (typeof value === 'string' && value.includes('\ufffd')) throw invalid(field, 'must be valid UTF-8');
  }
}

function invalid(field: string, message: string): AppError {
  return new AppError('validation_failed', undefined, { details: [{ field, message }] });
}
