import type { Invite } from '../invite.entity.js';
import type { NewInvite } from './invites.js';

/** An invite without its code. */
export class InviteView {
  id: string;
  created_by: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
  used_by: string | null;
}

export function toInviteView({ id, userId, createdAt, expiresAt, usedAt, usedBy }: Invite): InviteView {
  return { id, created_by: userId, created_at: createdAt, expires_at: expiresAt, used_at: usedAt, used_by: usedBy };
}

/** The only answer that holds the code. */
export function toNewInviteView({ invite, code }: NewInvite) {
  return { status: 'success' as const, invite: toInviteView(invite), invite_code: code };
}
