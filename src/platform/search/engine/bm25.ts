// Okapi BM25 with Lucene's idf; k1 and b as SQLite's FTS5 fixes them. Other values were measured and gain nothing.
const K1 = 1.2;
const B = 0.75;

/** ln(1 + (N - df + 0.5) / (df + 0.5)): never negative, unlike Robertson's, so a common word cannot push a text down. */
export function inverseDocumentFrequency(documents: number, frequency: number): number {
  return Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
}

/** The constants of score = factor × tf / (tf + base + slope × length). */
export interface Saturation {
  factor: number;
  base: number;
  slope: number;
}

export function saturation(weight: number, idf: number, averageLength: number): Saturation {
  return { factor: weight * idf * (K1 + 1), base: K1 * (1 - B), slope: (K1 * B) / averageLength };
}
