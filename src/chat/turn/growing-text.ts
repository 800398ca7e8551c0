/**
 * A text that grows by a few letters at a time for minutes. Added one to the other, strings are kept as a chain of all the
 * additions, at ten times their letters; here the chain is cut every now and then.
 */
const CHAIN_LENGTH = 512;

export class GrowingText {
  private pieces: string[] = [];
  private tail = '';

  get whole(): string {
    if (this.tail || this.pieces.length > 1) this.pieces = [this.pieces.join('') + this.tail];
    this.tail = '';
    return this.pieces[0] ?? '';
  }

  add(text: string): void {
    this.tail += text;
    if (this.tail.length < CHAIN_LENGTH) return;
    // Looking at a letter makes the engine copy the chain into one text.
    this.tail.charCodeAt(0);
    this.pieces.push(this.tail);
    this.tail = '';
  }
}
