/**
 * The body of a request, let go once it is written. undici keeps what it was given until the response is over; of an answer
 * that streams for minutes that would be the whole prompt, twice.
 */
export class OneTimeBody implements Iterable<Buffer> {
  readonly length: number;
  private bytes?: Buffer;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
    this.length = this.bytes.length;
  }

  *[Symbol.iterator](): Iterator<Buffer> {
    const { bytes } = this;
    this.bytes = undefined;
    if (bytes) yield bytes;
  }
}
