/** Where in a conversation's tree a new message goes. Pure; knows rows, not how they are read. */

/** The message a new one follows, as far as placing needs it. */
export interface Parent {
  id: string;
  branchId: string;
  depth: number;
  /** Another message already follows it on its branch. */
  hasNext: boolean;
}

export interface Place {
  parentId: string | null;
  branchId: string;
  depth: number;
}

/** The first child continues the parent's branch; each further one begins a branch, named after its first message. */
export function placeAfter(parent: Parent | undefined, newId: string): Place {
  if (!parent) return { parentId: null, branchId: newId, depth: 0 };
  return {
    parentId: parent.id,
    branchId: parent.hasNext ? newId : parent.branchId,
    depth: parent.depth + 1,
  };
}
