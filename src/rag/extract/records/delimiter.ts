/** Which character parts the fields of a table. Pure. */

const DELIMITERS = [',', ';', '\t', '|'];
const LINES_LOOKED_AT = 20;
const CHARACTERS_LOOKED_AT = 20_000;

/** The one that most lines have, and equally often; undefined where none parts anything. */
export function delimiterOf(text: string): string | undefined {
  const lines = sample(text);
  let best: { delimiter: string; score: number } | undefined;
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => countOutsideQuotes(line, delimiter));
    const first = counts[0] ?? 0;
    if (first === 0) continue;
    const agreeing = counts.filter((count) => count === first).length / counts.length;
    const score = agreeing * 1000 + first;
    if (!best || score > best.score) best = { delimiter, score };
  }
  return best?.delimiter;
}

/** A table of one column is a list of lines: plain text. */
export function looksLikeTable(text: string): boolean {
  return delimiterOf(text) !== undefined;
}

function sample(text: string): string[] {
  const lines = text.slice(0, CHARACTERS_LOOKED_AT).split('\n');
  if (text.length > CHARACTERS_LOOKED_AT && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== '').slice(0, LINES_LOOKED_AT);
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) count++;
  }
  return count;
}
