const LONGEST = 80;

/** A title from the first question: its first line, cut at a word. */
export function titleFrom(question: string): string {
  const line = question.trim().split(/\r?\n/, 1)[0]!.replace(/\s+/g, ' ').trim();
  if (line.length <= LONGEST) return line || 'New conversation';
  const cut = line.slice(0, LONGEST);
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
