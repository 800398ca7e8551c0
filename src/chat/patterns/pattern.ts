/** How an agent comes to its answer. */

/**
 * `single`: it answers at once. `plan`: it makes a plan, works through its steps and then writes the answer. `critic`:
 * its draft is checked against its sources and revised once where that finds faults.
 */
export const PATTERNS = ['single', 'plan', 'critic'] as const;
export type Pattern = (typeof PATTERNS)[number];
