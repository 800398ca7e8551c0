/** How answers were written, on average. */
export class StyleView {
  /** How many answers this is made of. */
  answers: number;
  words?: number;
  words_per_sentence?: number;
  /** 0 (very hard) to 100 (very easy); English only. */
  reading_ease?: number;
  /** In a thousand words. */
  hedges?: number;
  /** 0 (chatty) to 100 (formal). */
  formality?: number;
}
