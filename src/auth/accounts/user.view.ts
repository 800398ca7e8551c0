import { ApiProperty } from '@nestjs/swagger';
import type { User } from '../user.entity.js';

/** An account as its owner sees it. */
export class UserView {
  id: string;
  username: string;
  @ApiProperty({ enum: ['admin', 'user'] })
  role: User['role'];
  created_at: string;
}

export function toUserView({ id, username, role, createdAt }: User): UserView {
  return { id, username, role, created_at: createdAt };
}

/** An account as administrators see it. */
export class ManagedUserView extends UserView {
  disabled: boolean;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, nullable: true })
  limits: Record<string, number> | null;
  updated_at: string;
}

export function toManagedUserView(user: User): ManagedUserView {
  return { ...toUserView(user), disabled: Boolean(user.disabled), limits: user.limits, updated_at: user.updatedAt };
}
