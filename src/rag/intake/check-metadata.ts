import { AppError } from '../../common/app-error.js';
import { checkJson } from '../../http/body/check-json.js';

const MOST = 16 * 1024;

/** Metadata that came as text in a multipart body or a bulk line has passed no body parser yet. */
export function checkMetadata(metadata: Record<string, unknown>): void {
  checkJson(metadata, 'metadata');
  if (JSON.stringify(metadata).length > MOST) {
    const details = [{ field: 'metadata', message: `must not be longer than ${MOST} characters as JSON` }];
    throw new AppError('validation_failed', undefined, { details });
  }
}
