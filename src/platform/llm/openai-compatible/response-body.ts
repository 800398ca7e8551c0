/** Tells what kind of body came and feeds it to the reader. Goes by the first character, because content types lie. */
import { createParser } from 'eventsource-parser';
import { UpstreamError } from '../upstream-error.js';
import { type AnswerReader, MAX_ANSWER_CHARS } from './answer-reader.js';
import { Utf8Decoder } from './utf8-decoder.js';

/** An escape can be six characters for one. */
const MAX_BODY_CHARS = MAX_ANSWER_CHARS * 1.25;

export class ResponseBody {
  private readonly decoder = new Utf8Decoder();
  private feed?: (text: string) => void;
  private whole?: string[];
  private wholeChars = 0;

  constructor(private readonly reader: AnswerReader) {}

  /** Throws `UpstreamError`. */
  push(chunk: Buffer): void {
    const text = this.decoder.decode(chunk);
    if (this.feed) this.feed(text);
    else this.open(text);
  }

  /** The body ended. An event without its last empty line still counts, unless it was cut off. */
  end(): void {
    const rest = this.decoder.end();
    if (this.whole) return this.reader.readWhole(this.whole.join('') + rest);
    if (!this.feed || this.reader.complete) return;
    try {
      this.feed(`${rest}\n\n`);
    } catch (error) {
      const cutOff = error instanceof UpstreamError && error.fault === 'malformed';
      throw cutOff ? new UpstreamError('closed', { cause: error }) : error;
    }
  }

  private open(text: string): void {
    const first = text.trimStart()[0];
    if (first === undefined) return;
    if (first === '<') throw new UpstreamError('malformed', { cause: new Error('the body is a web page') });
    this.feed = first === '{' ? this.collector() : this.eventParser();
    this.feed(text);
  }

  private collector(): (text: string) => void {
    const pieces: string[] = [];
    this.whole = pieces;
    return (text) => {
      this.wholeChars += text.length;
      if (this.wholeChars > MAX_BODY_CHARS) throw new UpstreamError('too_large');
      pieces.push(text);
    };
  }

  private eventParser(): (text: string) => void {
    const parser = createParser({
      onEvent: (event) => this.reader.read(event.data, event.event),
      onError: (error) => {
        // Unknown fields are skipped, as the specification of server-sent events asks.
        if (error.type === 'max-buffer-size-exceeded') throw new UpstreamError('too_large', { cause: error });
      },
      maxBufferSize: MAX_BODY_CHARS,
    });
    return (text) => parser.feed(text);
  }
}
