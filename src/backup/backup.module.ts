/** What leaves the server whole: an account for its owner, the instance for its administrator. It must change nothing. */
import { Module } from '@nestjs/common';
import { FileStoreModule } from '../platform/files/file-store.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AccountArchive } from './account/account-archive.js';
import { AccountExportController } from './account/account-export.controller.js';
import { AccountExport } from './account/account-export.js';
import { OwnedRows } from './account/owned-rows.js';
import { BackupsController } from './instance/backups.controller.js';
import { Backups } from './instance/backups.js';

@Module({
  imports: [FileStoreModule, SettingsModule],
  controllers: [AccountExportController, BackupsController],
  providers: [AccountArchive, AccountExport, Backups, OwnedRows],
})
export class BackupModule {}
