/** Where a conversation goes on from one of its messages, always by the newest version. Pure. */

/** A place in the tree: a branch and how far down. */
export interface TreePlace {
  branchId: string;
  depth: number;
}

/** A branch, where it leaves another one (null: it begins the conversation), and the depth of its last message. */
export interface Branch {
  id: string;
  depth: number;
  last: number;
  parentBranch: string | null;
  parentDepth: number | null;
}

/** A version is written when there is one already, so the newest branch that leaves a message is its newest child. */
export function newestLeaf(from: TreePlace, branches: readonly Branch[]): TreePlace {
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  let { branchId, depth } = from;
  for (;;) {
    const next = nextFork(branches, branchId, depth);
    if (!next) return { branchId, depth: Math.max(depth, byId.get(branchId)?.last ?? depth) };
    branchId = next.id;
    depth = next.depth;
  }
}

/** The first message from `depth` on that another branch leaves; of several, the newest: ids are ordered by time. */
function nextFork(branches: readonly Branch[], branchId: string, depth: number): Branch | undefined {
  let found: Branch | undefined;
  for (const branch of branches) {
    if (branch.parentBranch !== branchId || branch.parentDepth! < depth) continue;
    const earlier = found === undefined || branch.parentDepth! < found.parentDepth!;
    if (earlier || (branch.parentDepth === found!.parentDepth && branch.id > found!.id)) found = branch;
  }
  return found;
}
