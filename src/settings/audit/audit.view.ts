import { ApiProperty } from '@nestjs/swagger';
import type { AuditEntry } from './audit-entry.entity.js';

export class AuditEntryView {
  seq: number;
  created_at: string;
  @ApiProperty({ type: 'string', nullable: true })
  actor_id: string | null;
  action: string;
  @ApiProperty({ type: 'string', nullable: true })
  target: string | null;
  @ApiProperty({ type: 'object', additionalProperties: true })
  details: unknown;
  /** Covers the hash of the entry before. */
  hash: string;
}

export function toAuditEntryView({
  seq,
  createdAt,
  actorId,
  action,
  target,
  details,
  hash,
}: AuditEntry): AuditEntryView {
  return {
    seq,
    created_at: createdAt,
    actor_id: actorId,
    action,
    target,
    details: JSON.parse(details) as unknown,
    hash,
  };
}

export class AuditVerdictView {
  ok: boolean;
  entries: number;
  head: string;
  broken_at?: number;
}
