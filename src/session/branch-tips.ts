/** Finds where the branch that is asked for ends. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../common/app-error.js';
import { Database } from '../platform/database/database.js';
import { Conversations } from './conversations.js';
import { type Branch, newestLeaf, type TreePlace } from './newest-leaf.js';

/** Which branch; without any of them the active one. */
export interface BranchWanted {
  /** The one that ends with this message. */
  until?: string;
  /** The one that goes through this message and on by the newest version. */
  through?: string;
}

/** Branch by branch over the index of places, so that a long conversation costs its branches and not its messages. */
const BRANCHES_SQL = `WITH RECURSIVE branch (id) AS (
    SELECT (SELECT f.branch_id FROM messages f WHERE f.user_id = ? AND f.session_id = ? ORDER BY f.branch_id LIMIT 1)
    UNION ALL
    SELECT (SELECT n.branch_id FROM messages n WHERE n.user_id = ? AND n.session_id = ? AND n.branch_id > branch.id
      ORDER BY n.branch_id LIMIT 1) FROM branch WHERE branch.id IS NOT NULL)
  SELECT r.id, r.depth, p.branch_id AS parent_branch, p.depth AS parent_depth,
    (SELECT l.depth FROM messages l WHERE l.user_id = r.user_id AND l.session_id = r.session_id AND l.branch_id = r.id
      ORDER BY l.depth DESC LIMIT 1) AS last
  FROM branch JOIN messages r ON r.user_id = ? AND r.id = branch.id
    LEFT JOIN messages p ON p.user_id = r.user_id AND p.id = r.parent_id`;

interface BranchRow {
  id: string;
  depth: number;
  last: number;
  parent_branch: string | null;
  parent_depth: number | null;
}

@Injectable()
export class BranchTips {
  constructor(
    private readonly database: Database,
    private readonly conversations: Conversations,
  ) {}

  /** Undefined: there is no message yet. Throws `not_found` for what is absent, foreign or of another conversation. */
  async find(userId: string, sessionId: string, { until, through }: BranchWanted): Promise<TreePlace | undefined> {
    const session = await this.conversations.get(userId, sessionId);
    const named = until ?? through;
    if (named === undefined) {
      return session.head_id ? { branchId: session.head_branch!, depth: session.head_depth! } : undefined;
    }
    const message = await this.conversations.message(userId, named);
    if (message.session_id !== sessionId) throw notFound();
    const place = { branchId: message.branch_id, depth: message.depth };
    return until === undefined ? newestLeaf(place, await this.branches(userId, sessionId)) : place;
  }

  private async branches(userId: string, sessionId: string): Promise<Branch[]> {
    const params = [userId, sessionId, userId, sessionId, userId];
    const rows = await this.database.rows<BranchRow>(BRANCHES_SQL, params);
    return rows.map(({ id, depth, last, parent_branch, parent_depth }) => ({
      id,
      depth,
      last,
      parentBranch: parent_branch,
      parentDepth: parent_depth,
    }));
  }
}
