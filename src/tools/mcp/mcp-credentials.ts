/** The credentials users have for MCP servers, sealed at rest. Must not know what they are sent with. */
import { Injectable } from '@nestjs/common';
import { derivedKey } from '../../auth/tokens/derived-key.js';
import { notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { AuthConfig } from '../../config/auth.config.js';
import { Database } from '../../platform/database/database.js';
import { McpCredential } from './mcp-credential.entity.js';
import { SecretBox } from './secret-box.js';

export interface OpenCredential {
  token: string;
  /** Another one: it was stored anew. */
  version: string;
}

@Injectable()
export class McpCredentials {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    config: AuthConfig,
  ) {
    this.box = new SecretBox(derivedKey(config.jwtSecret, 'mcp credential'));
  }

  async store({ userId }: Owner, server: string, token: string): Promise<void> {
    const sealed = this.box.seal(token, labelOf(userId, server));
    const sql = `INSERT INTO mcp_credentials (user_id, server, sealed, updated_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (user_id, server) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`;
    await this.database.batch([{ sql, params: [userId, server, sealed, this.clock.iso()] }]);
  }

  /** Throws 404. */
  async remove({ userId }: Owner, server: string): Promise<void> {
    const sql = 'DELETE FROM mcp_credentials WHERE user_id = ? AND server = ?';
    const [removed] = await this.database.batch([{ sql, params: [userId, server] }]);
    if (!removed) throw notFound();
  }

  /** Undefined where there is none, or none that can be read: the server's secret may have been changed since. */
  async open({ userId }: Owner, server: string): Promise<OpenCredential | undefined> {
    const row = await this.database.reader.findOneBy(McpCredential, { userId, server });
    const token = row ? this.box.open(row.sealed, labelOf(userId, server)) : undefined;
    return row && token !== undefined ? { token, version: row.sealed } : undefined;
  }

  /** When each was stored, by server. */
  async times({ userId }: Owner): Promise<Map<string, string>> {
    const rows = await this.database.reader.find(McpCredential, { where: { userId } });
    return new Map(rows.map(({ server, updatedAt }) => [server, updatedAt]));
  }
}

const labelOf = (userId: string, server: string): string => `${userId} ${server}`;
