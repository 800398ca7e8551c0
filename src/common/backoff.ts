/** How long to wait before the next attempt after so many failures in a row: twice as long each time. Milliseconds. */
export function backoffMs(failures: number, { first, longest }: { first: number; longest: number }): number {
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1));
}
