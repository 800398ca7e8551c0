import { AppError } from '../common/app-error.js';
import { parseTime } from '../common/parse-time.js';

/** A time a client gave, as it is stored. ISO-8601 has forms that are no moment for us (2024-W08): refused. */
export function utcTime(time: string, field: string): string {
  const date = new Date(parseTime(time));
  if (!Number.isNaN(date.getTime()) && date.getUTCFullYear() >= 0 && date.getUTCFullYear() <= 9999) {
    return date.toISOString();
  }
  const details = [{ field, message: `${field} must be a time such as 2026-01-31T12:00:00Z` }];
  throw new AppError('validation_failed', undefined, { details });
}

/** Both ISO-8601 UTC, as `utcTime` gives them. Throws where something would end before it begins. */
export function checkSpan(from: string | null | undefined, to: string | null | undefined): void {
  if (!from || !to || from <= to) return;
  const details = [{ field: 'valid_to', message: 'valid_to must not be before valid_from' }];
  throw new AppError('validation_failed', undefined, { details });
}
