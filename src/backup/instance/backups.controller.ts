/** The route by which an administrator has a backup made. It stays on the server: it holds what nobody should send around. */
import { Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { AdminOnly, NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { BackupView, toBackupView } from './backup.view.js';
import { Backups } from './backups.js';

@ApiTags('admin')
@ApiBearerAuth()
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/backup')
export class BackupsController {
  constructor(private readonly backups: Backups) {}

  @Post()
  @ApiSummary(
    'Back up the instance',
    'Into the folder `backups` of DATA_DIR. On PostgreSQL the files only: use pg_dump for the rest.',
  )
  @ApiSuccess({ backup: BackupView }, { status: 201 })
  @ApiErrors('conflict', 'storage_full')
  async make(@CurrentUser() user: Principal) {
    return { status: 'success', backup: toBackupView(await this.backups.make(user)) };
  }
}
