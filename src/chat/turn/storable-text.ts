/** Text of a model made such that what is streamed can be saved and comes back unchanged. Pure; knows no database. */

const SUSPECT = /[\0\ud800-\udfff]/;
/** NUL, which PostgreSQL cannot store, and halves of a surrogate pair, which UTF-8 cannot. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;
const TRAILING_HALF = /[\ud800-\udbff]$/;

/** The same text with U+FFFD for each character that no database would give back. */
export function storable(text: string): string {
  return SUSPECT.test(text) ? text.replace(UNSTORABLE, '\ufffd') : text;
}

/** The same for text that comes in pieces: a pair that was cut in two is put together again. */
export class StorableText {
  private half = '';

  /** What can be passed on now; possibly nothing. */
  take(piece: string): string {
    if (!this.half && !SUSPECT.test(piece)) return piece;
    const text = this.half + piece;
    this.half = TRAILING_HALF.exec(text)?.[0] ?? '';
    return storable(text.slice(0, text.length - this.half.length));
  }

  /** What was held back when the text ends. */
  rest(): string {
    const rest = storable(this.half);
    this.half = '';
    return rest;
  }
}
