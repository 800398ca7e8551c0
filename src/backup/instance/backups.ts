/** Backups made by the running server, as a process of their own: copying a large database must hold up no answer. */
import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { EX_IOERR } from '../../common/exit-codes.js';
import type { Owner } from '../../common/owner.js';
import { AppConfig } from '../../config/app.config.js';
import { Database } from '../../platform/database/database.js';
import { AuditLog } from '../../settings/audit/audit-log.js';

const COMMAND = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const LONGEST_MS = 3_600_000;
const run = promisify(execFile);

export interface Backup {
  /** In the folder `backups` of DATA_DIR. */
  name: string;
  bytes: number;
  /** False on PostgreSQL: pg_dump copies that. */
  database: boolean;
  createdAt: string;
}

@Injectable()
export class Backups {
  private isRunning = false;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Resolves once it is whole. Throws `conflict` while another is being made, `storage_full` where there is no room. */
  async make({ userId }: Owner): Promise<Backup> {
    if (this.isRunning) throw new AppError('conflict', 'A backup is being made already.');
    this.isRunning = true;
    try {
      const createdAt = this.clock.iso();
      const folder = join(this.config.dataDir, 'backups');
      const name = `rai-${createdAt.replace(/[:.]/g, '-')}.backup`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await write(join(folder, name));
      await this.audit.add({ actorId: userId, action: 'backup.made', target: name });
      const { size: bytes } = await stat(join(folder, name));
      return { name, bytes, database: this.database.dialect === 'sqlite', createdAt };
    } finally {
      this.isRunning = false;
    }
  }
}

/** The command reads its own configuration anew, from the same environment and folder. */
async function write(path: string): Promise<void> {
  try {
    await run(process.execPath, [COMMAND, 'backup', path], { timeout: LONGEST_MS });
  } catch (error) {
    if ((error as { code?: unknown }).code !== EX_IOERR) throw error;
    throw new AppError('storage_full', undefined, { cause: error });
  }
}
