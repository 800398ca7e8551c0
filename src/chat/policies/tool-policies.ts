/** What accounts want done with calls of tools: kept, read, taken back. It must not know turns. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import { Agents } from '../agents/agents.js';
import type { Policy, PolicySet } from './call-decision.js';

export interface PolicyRow {
  scope: string;
  tool: string;
  policy: Policy;
  updated_at: string;
}

/** The scope of what holds wherever an answer is made. */
export const EVERYWHERE = 'all';
const MOST_POLICIES = 1000;

@Injectable()
export class ToolPolicies {
  constructor(
    private readonly database: Database,
    private readonly registry: ToolRegistry,
    private readonly agents: Agents,
    private readonly clock: Clock,
  ) {}

  /** What holds where this agent answers, or nobody by name. */
  async of(userId: string, agentId: string | undefined): Promise<PolicySet> {
    const sql = 'SELECT scope, tool, policy FROM tool_policies WHERE user_id = ? AND scope IN (?, ?)';
    const rows = await this.database.rows<PolicyRow>(sql, [userId, EVERYWHERE, agentId ?? EVERYWHERE]);
    const within = (wanted: (scope: string) => boolean) =>
      new Map(rows.filter(({ scope }) => wanted(scope)).map(({ tool, policy }) => [tool, policy]));
    return { account: within((scope) => scope === EVERYWHERE), agent: within((scope) => scope !== EVERYWHERE) };
  }

  /** All of an account, by scope and tool. */
  async list({ userId }: Owner): Promise<Page<PolicyRow>> {
    const sql = `SELECT scope, tool, policy, updated_at FROM tool_policies WHERE user_id = ? ORDER BY scope, tool
      LIMIT ${MOST_POLICIES}`;
    return toPage(await this.database.rows<PolicyRow>(sql, [userId]), MOST_POLICIES, () => []);
  }

  /** Throws `not_found` for tools and agents there are not, `validation_failed` where a dangerous tool is to run unasked. */
  async set(owner: Owner, tool: string, policy: Policy, agent?: string): Promise<PolicyRow> {
    if (!(await this.registry.knows(tool, owner.userId)))
      throw new AppError('not_found', 'There is no tool of that name.');
    if (policy === 'allow') await this.refuseDangerous(owner.userId, tool);
    const scope = await this.scopeOf(owner, agent);
    const { items } = await this.list(owner);
    if (items.length >= MOST_POLICIES && !items.some((row) => row.scope === scope && row.tool === tool))
      throw new AppError('quota_exceeded', `An account can have ${MOST_POLICIES} of these.`);
    await this.database.batch([this.statement(owner.userId, tool, policy, scope)]);
    return { scope, tool, policy, updated_at: this.clock.iso() };
  }

  /** Throws `not_found` where nothing was said. */
  async remove(owner: Owner, tool: string, agent?: string): Promise<void> {
    const sql = 'DELETE FROM tool_policies WHERE user_id = ? AND scope = ? AND tool = ?';
    const [removed] = await this.database.batch([
      { sql, params: [owner.userId, await this.scopeOf(owner, agent), tool] },
    ]);
    if (!removed) throw notFound();
  }

  /** For a transaction of another: what was decided about a call holds from now on. */
  statement(userId: string, tool: string, policy: Policy, scope = EVERYWHERE): Statement {
    const sql = `INSERT INTO tool_policies (user_id, scope, tool, policy, updated_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user_id, scope, tool) DO UPDATE SET policy = excluded.policy, updated_at = excluded.updated_at`;
    return { sql, params: [userId, scope, tool, policy, this.clock.iso()] };
  }

  /** Throws `validation_failed`. */
  async refuseDangerous(userId: string, tool: string): Promise<void> {
    if ((await this.registry.find(tool, userId))?.tool.sideEffects !== 'dangerous') return;
    const message = 'a dangerous tool is asked about each time; it cannot be allowed once and for all';
    throw new AppError('validation_failed', undefined, { details: [{ field: 'policy', message }] });
  }

  private async scopeOf(owner: Owner, agent: string | undefined): Promise<string> {
    return agent === undefined ? EVERYWHERE : (await this.agents.get(owner, agent)).id;
  }
}
