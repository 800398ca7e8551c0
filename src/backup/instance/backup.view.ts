import type { Backup } from './backups.js';

export class BackupView {
  /** In the folder `backups` of DATA_DIR. */
  name: string;
  bytes: number;
  /** False on PostgreSQL: the backup holds the files only. */
  database: boolean;
  created_at: string;
}

export function toBackupView({ createdAt, ...backup }: Backup): BackupView {
  return { ...backup, created_at: createdAt };
}
