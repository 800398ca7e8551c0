import type { Statement } from '../finding.js';

/** One way to say something. `clause`: the words to keep; `plain`: the same without words that only say when. */
export interface Pattern {
  match: RegExp;
  /** Undefined: it says nothing worth knowing after all. */
  read(groups: Record<string, string | undefined>, clause: string): Statement | undefined;
}

/** What the first pattern that fits makes of a clause. */
export function firstReading(patterns: readonly Pattern[], plain: string, clause: string): Statement | undefined {
  for (const { match, read } of patterns) {
    const found = match.exec(plain);
    const statement = found && read(found.groups ?? {}, clause);
    if (statement) return statement;
  }
  return undefined;
}
