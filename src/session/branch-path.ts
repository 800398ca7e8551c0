/** The way from the newest message of a branch back to the first one, as stretches of branches: one index range each. */
import type { Database } from '../platform/database/database.js';

/** Messages of `branchId` whose depth lies in from..to, both inclusive. */
export interface Stretch {
  branchId: string;
  from: number;
  to: number;
}

interface RootRow {
  root_depth: number;
  parent_branch: string | null;
  parent_depth: number | null;
}

const ROOT_SQL = `SELECT r.depth AS root_depth, p.branch_id AS parent_branch, p.depth AS parent_depth
  FROM messages r LEFT JOIN messages p ON p.user_id = r.user_id AND p.id = r.parent_id
  WHERE r.user_id = ? AND r.id = ?`;

/** Yields the stretches newest first; a caller that has enough stops, so a long conversation costs what is read of it. */
export async function* stretchesFrom(
  database: Database,
  userId: string,
  tip: { branchId: string; depth: number },
): AsyncGenerator<Stretch> {
  let { branchId, depth } = tip;
  for (;;) {
    const [root] = await database.rows<RootRow>(ROOT_SQL, [userId, branchId]);
    if (!root) return;
    yield { branchId, from: root.root_depth, to: depth };
    if (root.parent_branch === null || root.parent_depth === null) return;
    branchId = root.parent_branch;
    depth = root.parent_depth;
  }
}
