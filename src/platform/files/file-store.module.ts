/** Provides the store of bytes: a bucket, or a folder in DATA_DIR. Must not know what the bytes are for. */
import { Global, Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/app.config.js';
import { FilesConfig } from '../../config/files.config.js';
import { FileStore } from './file-store.js';
import { openFileStore } from './open-file-store.js';

@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [FilesConfig, AppConfig, Clock],
      useFactory: (files: FilesConfig, { dataDir }: AppConfig, clock: Clock) => openFileStore(files, dataDir, clock),
    },
  ],
  exports: [FileStore],
})
export class FileStoreModule {}
