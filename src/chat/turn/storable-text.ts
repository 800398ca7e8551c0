/** Text of a model made such that what is streamed can be saved and comes back unchanged. Pure; knows no database. */
import { storable } from '../../common/storable.js';

export { storable };

const SUSPECT = /[\0\ud800-\udfff]/;
const TRAILING_HALF = /[\ud800-\udbff]$/;

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
