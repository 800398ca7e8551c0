/** The numbers an answer cites: `[2]`, `[1, 3]`, `[1][2]`. */
export function citedNumbers(answer: string): Set<number> {
  const cited = new Set<number>();
  for (const [, list] of answer.matchAll(/\[(\d{1,3}(?:\s*[,;]\s*\d{1,3}){0,20})\]/g)) {
    for (const number of list!.split(/[,;]/)) cited.add(Number(number));
  }
  return cited;
}
