/**
 * Reads a multipart body: its one file goes straight into the FileStore, its few fields into `request.body`. What the
 * route does not take over is thrown away. It must know no table.
 */
import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError, type StorageEngine } from 'multer';
import { finalize, type Observable } from 'rxjs';
import { AppError } from '../common/app-error.js';
import { LimitsConfig } from '../config/limits.config.js';
import { FileStore, type ReceivedFile } from '../platform/files/file-store.js';
import { checkFields } from './check-fields.js';

/** A file that arrived. Bytes that nobody kept are discarded after the request. */
export interface Upload {
  /** As the client named it, untouched. */
  name: string;
  received: ReceivedFile;
}

/** A request after this interceptor; `upload` is absent where the body was not multipart. */
export interface UploadRequest extends Request {
  upload?: Upload;
}

const FIELD_BYTES = 256 * 1024;
const FIELDS = 10;

@Injectable()
export class UploadInterceptor implements NestInterceptor {
  private readonly logger = new Logger(UploadInterceptor.name);
  private readonly read: ReturnType<ReturnType<typeof multer>['single']>;

  constructor(files: FileStore, { fileBytes }: LimitsConfig) {
    this.read = multer({
      storage: new FileStoreStorage(files, fileBytes),
      defParamCharset: 'utf8',
      limits: { files: 1, fields: FIELDS, parts: FIELDS + 1, fieldSize: FIELD_BYTES, fieldNameSize: 100 },
    }).single('file');
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<UploadRequest>();
    if (!request.is('multipart/form-data')) return next.handle();
    await this.receive(request, http.getResponse<Response>());
    return next.handle().pipe(finalize(() => void this.discard(request)));
  }

  private async receive(request: UploadRequest, response: Response): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      void this.read(request, response, (error: unknown) => (error ? reject(refusal(error)) : resolve()));
    });
    // Multer's fields have no prototype, which validation does not expect.
    request.body = { ...(request.body as object | undefined) };
    const file = request.file as StoredUpload | undefined;
    if (file?.received) request.upload = { name: file.originalname, received: file.received };
    try {
      checkFields(request.body as Record<string, unknown>);
    } catch (error) {
      await this.discard(request);
      throw error;
    }
  }

  private async discard({ upload }: UploadRequest): Promise<void> {
    try {
      await upload?.received.discard();
    } catch (error) {
      this.logger.error({ err: error }, 'an upload could not be discarded; the sweep will');
    }
  }
}

type StoredUpload = Express.Multer.File & { received?: ReceivedFile };

class FileStoreStorage implements StorageEngine {
  constructor(
    private readonly files: FileStore,
    private readonly limit: number,
  ) {}

  _handleFile(_: Request, file: StoredUpload, done: (error?: unknown, info?: Partial<StoredUpload>) => void): void {
    // Leaving the loop early must not destroy the stream: multer would take that for a broken body.
    const source = file.stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    this.files.receive(source, this.limit).then(
      (received) => done(null, { received, size: received.bytes }),
      (error: unknown) => {
        file.stream.resume();
        done(error);
      },
    );
  }

  _removeFile(_: Request, file: StoredUpload, done: (error: Error | null) => void): void {
    if (!file.received) return done(null);
    file.received.discard().then(() => done(null), done);
  }
}

/** What multer and busboy throw -> our codes; a body that ends too early or has no boundary is broken. */
function refusal(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = error instanceof MulterError ? error.code : undefined;
  if (code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE') return new AppError('payload_too_large');
  if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FILE_COUNT') {
    const details = [{ field: 'file', message: 'send one file, in a part named "file"' }];
    return new AppError('validation_failed', undefined, { details });
  }
  if ((error as NodeJS.ErrnoException).code?.startsWith('E')) return error;
  return new AppError('invalid_multipart', undefined, { cause: error });
}
