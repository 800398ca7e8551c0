/** What is set while the server runs, and who did what. It must know no room that reads a setting. */
import { Module } from '@nestjs/common';
import { AuditListener } from './audit/audit-listener.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditRetention } from './audit/audit-retention.js';
import { RuntimeSettings } from './runtime/runtime-settings.js';
import { SettingsController } from './settings.controller.js';

@Module({
  controllers: [SettingsController],
  providers: [AuditListener, AuditRetention, AuditLog, RuntimeSettings],
  exports: [AuditLog],
})
export class SettingsModule {}
