/** Provides the store of bytes: a folder in DATA_DIR. Must not know what the bytes are for. */
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/app.config.js';
import { DiskFileStore } from './disk-file-store.js';
import { FileStore } from './file-store.js';

@Global()
@Module({
  providers: [
    {
      provide: FileStore,
      inject: [AppConfig, Clock],
      useFactory: ({ dataDir }: AppConfig, clock: Clock) => new DiskFileStore(join(dataDir, 'files'), clock),
    },
  ],
  exports: [FileStore],
})
export class FileStoreModule {}
