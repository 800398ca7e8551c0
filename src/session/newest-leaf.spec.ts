import { describe, expect, it } from '@jest/globals';
import { type Branch, newestLeaf } from './newest-leaf.js';

/** a: 0..9; b leaves a after 3, c after 3 later, d leaves c after 5, e begins the conversation anew. */
const BRANCHES: Branch[] = [
  { id: 'a', depth: 0, last: 9, parentBranch: null, parentDepth: null },
  { id: 'b', depth: 4, last: 6, parentBranch: 'a', parentDepth: 3 },
  { id: 'c', depth: 4, last: 7, parentBranch: 'a', parentDepth: 3 },
  { id: 'd', depth: 6, last: 6, parentBranch: 'c', parentDepth: 5 },
  { id: 'e', depth: 0, last: 1, parentBranch: null, parentDepth: null },
];

describe('newestLeaf', () => {
  it.each([
    ['goes on by the newest version, and from there by its newest', 'a', 0, 'd', 6],
    ['the message that versions follow counts as before them', 'a', 3, 'd', 6],
    ['what is beyond the fork stays on its branch', 'a', 4, 'a', 9],
    ['an older version leads to its own end', 'b', 4, 'b', 6],
    ['behind a fork of its own', 'c', 6, 'c', 7],
    ['another beginning', 'e', 0, 'e', 1],
  ])('%s', (_name, branchId, depth, leafBranch, leafDepth) => {
    expect(newestLeaf({ branchId, depth }, BRANCHES)).toEqual({ branchId: leafBranch, depth: leafDepth });
  });
});
