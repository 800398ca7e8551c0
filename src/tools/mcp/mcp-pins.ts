/** Which tools of MCP servers were accepted, and what they are accepted as. The first that is seen is; a change is not. */
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { decodeCursor, type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { AuditLog } from '../../settings/audit/audit-log.js';
import type { McpDefinition } from './mcp-definition.js';
import { McpToolPin } from './mcp-tool-pin.entity.js';
import { mcpToolName } from './mcp-tool-name.js';

@Injectable()
export class McpPins {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  find(name: string): Promise<McpToolPin | null> {
    return this.database.reader.findOneBy(McpToolPin, { name });
  }

  ofServer(server: string): Promise<McpToolPin[]> {
    return this.database.reader.find(McpToolPin, { where: { server }, order: { name: 'ASC' } });
  }

  /** By name. */
  async list(page: { limit: number; cursor?: string }): Promise<Page<McpToolPin>> {
    const after = decodeCursor(page.cursor, ['string']);
    const rows = await this.database.reader.find(McpToolPin, {
      where: after ? { name: MoreThan(after[0]) } : {},
      order: { name: 'ASC' },
      take: page.limit + 1,
    });
    return toPage(rows, page.limit, ({ name }) => [name]);
  }

  /**
   * Writes down what a server lists: new tools as accepted, changed ones as waiting. `settles`: that a tool is again what
   * was accepted takes a waiting change back; not where other users may be listed other tools.
   */
  async meet(server: string, definitions: Iterable<McpDefinition>, settles: boolean): Promise<void> {
    const known = new Map((await this.ofServer(server)).map((pin) => [pin.tool, pin]));
    const statements = [...definitions].flatMap((definition) => {
      const pin = known.get(definition.tool);
      if (!pin) return this.insert(server, definition);
      if (pin.acceptedHash === definition.hash) return settles && pin.offeredHash ? takeBack(pin.name) : [];
      return pin.offeredHash === definition.hash ? [] : this.offer(pin.name, definition);
    });
    if (statements.length) await this.database.batch(statements);
  }

  /** Accepts what a tool became, if that is still what was looked at. Throws `not_found` and `conflict`. */
  async accept({ userId }: Owner, name: string, hash: string): Promise<McpToolPin> {
    const pin = await this.find(name);
    if (!pin) throw notFound();
    if (pin.offeredHash !== hash) throw changedAgain();
    const accept: Statement = {
      sql: `UPDATE mcp_tools SET accepted_hash = offered_hash, accepted = offered, accepted_at = ?, accepted_by = ?,
        offered_hash = NULL, offered = NULL, offered_at = NULL WHERE name = ? AND offered_hash = ?`,
      params: [this.clock.iso(), userId, name, hash],
      expect: 1,
    };
    const entry = {
      actorId: userId,
      action: 'mcp_tool.accepted',
      target: name,
      details: { from: pin.acceptedHash, to: hash },
    };
    try {
      await this.audit.add(entry, [accept]);
    } catch (error) {
      if (error instanceof UnexpectedChanges) throw changedAgain();
      throw error;
    }
    return (await this.find(name))!;
  }

  private insert(server: string, { hash, ...definition }: McpDefinition): Statement {
    return {
      sql: `INSERT INTO mcp_tools (name, server, tool, accepted_hash, accepted, accepted_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      params: [
        mcpToolName(server, definition.tool),
        server,
        definition.tool,
        hash,
        JSON.stringify(definition),
        this.clock.iso(),
      ],
    };
  }

  private offer(name: string, { hash, ...definition }: McpDefinition): Statement {
    return {
      sql: 'UPDATE mcp_tools SET offered_hash = ?, offered = ?, offered_at = ? WHERE name = ? AND accepted_hash <> ?',
      params: [hash, JSON.stringify(definition), this.clock.iso(), name, hash],
    };
  }
}

const takeBack = (name: string): Statement => ({
  sql: 'UPDATE mcp_tools SET offered_hash = NULL, offered = NULL, offered_at = NULL WHERE name = ?',
  params: [name],
});

const changedAgain = () =>
  new AppError('conflict', 'The tool is not what that hash stands for: read what it is now and decide again.');
