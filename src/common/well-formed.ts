/** The text with every lone surrogate replaced by U+FFFD, as it would come back from a database; the length stays. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
