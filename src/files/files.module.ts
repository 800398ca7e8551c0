/** Files of an account: upload, download, quota, and plain text read as text. It must not know documents or turns. */
import { Module } from '@nestjs/common';
import { FileStoreModule } from '../platform/files/file-store.module.js';
import { FileSweeper } from './file-sweeper.js';
import { FilesController } from './files.controller.js';
import { Files } from './files.js';
import { UploadInterceptor } from './upload.interceptor.js';

@Module({
  imports: [FileStoreModule],
  controllers: [FilesController],
  providers: [Files, FileSweeper, UploadInterceptor],
  exports: [Files, UploadInterceptor],
})
export class FilesModule {}
