/**
 * What a passage weighs when texts are cut: about its tokens in current models. A quarter for a Latin, Cyrillic or
 * Arabic character, 0.4 for Thai and its neighbours, 0.7 for Han, kana and Hangul. The prompt's budget is counted
 * elsewhere, more cautiously; here too high a figure would only tear passages apart.
 */
export function chunkTokens(text: string, start = 0, end = text.length): number {
  return Math.ceil(exactTokens(text, start, end));
}

/** The same before it is rounded up, for sums over many short stretches. */
export function exactTokens(text: string, start: number, end: number): number {
  let quarters = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    quarters += code < 0x0e00 ? 1 : code < 0x2e80 ? 1.6 : 2.8;
  }
  return quarters / 4;
}
