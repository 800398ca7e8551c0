/**
 * Nothing in the database is due later than this many milliseconds from now, unless a clock was set back since it was
 * written: what lies further ahead (a lease of a server that died, a waiting job) counts as due.
 */
export const FAR_AHEAD_MS = 10 * 60_000;
