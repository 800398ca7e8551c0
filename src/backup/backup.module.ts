/** What leaves the server whole: an account for its owner, the instance for its administrator. It must change nothing. */
import { Module } from '@nestjs/common';
import { FileStoreModule } from '../platform/files/file-store.module.js';
import { AccountExport } from './account/account-export.js';
import { AccountExportController } from './account/account-export.controller.js';

@Module({
  imports: [FileStoreModule],
  controllers: [AccountExportController],
  providers: [AccountExport],
})
export class BackupModule {}
