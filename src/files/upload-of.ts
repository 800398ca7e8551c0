import { AppError } from '../common/app-error.js';
import type { Upload, UploadRequest } from './upload.interceptor.js';

/** The file of a request that must have one. */
export function uploadOf(request: UploadRequest): Upload {
  if (request.upload) return request.upload;
  if (!request.is('multipart/form-data')) throw new AppError('unsupported_media_type');
  const details = [{ field: 'file', message: 'send the file in a part named "file"' }];
  throw new AppError('validation_failed', undefined, { details });
}
