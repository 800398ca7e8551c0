/**
 * Reads an answer in the envelope it comes in and checks it. Counts tokens by their mark, never chunks:
 * a server may join tokens that arrive together.
 */
import { TOKEN_MARK } from '../upstream/script.mjs';

/**
 * @typedef {object} AnswerReader
 * @property {string} text what has been received of the answer
 * @property {(piece: string) => void} push takes a piece of the response body
 * @property {() => string|undefined} fault what is wrong with the envelope, once the response has ended
 */

/** @returns {number} how many tokens a text holds */
export const countTokens = (text) => text.split(TOKEN_MARK).length - 1;

/** Takes server-sent events apart; a subclass reads the payloads. */
export class EventStreamAnswer {
  text = '';
  problem;
  #rest = '';
  #data;

  push(piece) {
    this.#rest += piece;
    let from = 0;
    let end;
    while ((end = this.#rest.indexOf('\n', from)) >= 0) {
      this.#line(this.#rest.slice(from, end).trim());
      from = end + 1;
    }
    this.#rest = this.#rest.slice(from);
  }

  /** An event may have its data in several lines; an empty one ends it. */
  #line(line) {
    if (line.startsWith('data:')) {
      const value = line.slice(5).trim();
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (line === '' && this.#data !== undefined) {
      const data = this.#data;
      this.#data = undefined;
      this.payload(data);
    }
  }
}

/** The application's stream: numbered without a gap, exactly one `turn-end`, always last, equal to the deltas. */
class TurnStreamAnswer extends EventStreamAnswer {
  #seq = 0;
  #ends = 0;

  payload(json) {
    const event = JSON.parse(json);
    if (event.seq !== this.#seq) this.problem ??= `seq ${event.seq} where ${this.#seq} was due`;
    this.#seq++;
    if (this.#ends) this.problem ??= `${event.type} after turn-end`;
    if (event.type === 'text-delta') this.text += event.text;
    if (event.type === 'turn-end') this.#end(event);
  }

  #end(event) {
    this.#ends++;
    if (event.turn_status !== 'complete')
      this.problem ??= `turn ${event.turn_status}: ${event.code ?? event.reason ?? event.error}`;
    if (event.response !== this.text) this.problem ??= 'turn-end differs from the joined deltas';
  }

  fault() {
    return this.problem ?? (this.#ends === 1 ? undefined : `${this.#ends} turn-end events`);
  }
}

/** An OpenAI stream: deltas, then `[DONE]`. */
class CompletionStreamAnswer extends EventStreamAnswer {
  #ended = false;

  payload(json) {
    if (json === '[DONE]') {
      this.#ended = true;
      return;
    }
    this.text += JSON.parse(json).choices[0]?.delta.content ?? '';
  }

  fault() {
    return this.#ended ? undefined : 'no [DONE]';
  }
}

/** An answer in one piece of JSON. */
export class JsonAnswer {
  text = '';
  #body = '';
  #textOf;

  constructor(textOf) {
    this.#textOf = textOf;
  }

  push(piece) {
    this.#body += piece;
  }

  fault() {
    this.text = this.#textOf(JSON.parse(this.#body)) ?? '';
    return undefined;
  }
}

const readers = {
  'turn-stream': () => new TurnStreamAnswer(),
  'turn-json': () => new JsonAnswer((body) => body.response),
  'completion-stream': () => new CompletionStreamAnswer(),
  'completion-json': () => new JsonAnswer((body) => body.choices?.[0]?.message.content),
};

/** @param {keyof typeof readers} envelope @returns {AnswerReader} */
export const readAnswer = (envelope) => readers[envelope]();
