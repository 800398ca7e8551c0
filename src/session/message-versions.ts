/** The versions of messages: questions asked otherwise and answers written again, which follow the same message. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { MessageRow } from './message-row.js';

type Placed = Pick<MessageRow, 'id' | 'parent_id' | 'role'>;

@Injectable()
export class MessageVersions {
  constructor(private readonly database: Database) {}

  /** By the id of each message that has others beside it: the ids of all of them, itself included, oldest first. */
  async of(userId: string, sessionId: string, messages: readonly Placed[]): Promise<Map<string, string[]>> {
    const parents = messages.flatMap(({ parent_id }) => parent_id ?? []);
    const first = messages.some(({ parent_id }) => parent_id === null);
    const among = [
      ...(parents.length ? [`parent_id IN (${parents.map(() => '?').join(', ')})`] : []),
      ...(first ? ['parent_id IS NULL'] : []),
    ];
    if (!among.length) return new Map();
    const rows = await this.database.rows<Placed>(
      `SELECT id, parent_id, role FROM messages WHERE user_id = ? AND session_id = ? AND (${among.join(' OR ')})`,
      [userId, sessionId, ...parents],
    );
    const families = new Map<string, string[]>();
    for (const row of rows) families.set(familyOf(row), [...(families.get(familyOf(row)) ?? []), row.id]);
    const versions = new Map<string, string[]>();
    for (const message of messages) {
      const family = families.get(familyOf(message)) ?? [];
      if (family.length > 1) versions.set(message.id, family.sort());
    }
    return versions;
  }
}

const familyOf = ({ parent_id, role }: Placed): string => `${role} ${parent_id}`;
