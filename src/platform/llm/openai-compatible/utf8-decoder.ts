import { StringDecoder } from 'node:string_decoder';

const BOM = '\uFEFF';

/** One streaming UTF-8 decoder a response: a character cut in two by the network is put together, a leading BOM dropped. */
export class Utf8Decoder {
  private readonly decoder = new StringDecoder('utf8');
  private started = false;

  decode(chunk: Buffer): string {
    const text = this.decoder.write(chunk);
    if (this.started || text === '') return text;
    this.started = true;
    return text.startsWith(BOM) ? text.slice(1) : text;
  }

  /** What a cut-off character leaves behind. */
  end(): string {
    return this.decoder.end();
  }
}
