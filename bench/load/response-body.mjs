/** Takes an HTTP/1.1 response apart as its bytes arrive: status, then body text, then the end. One object a response. */

const HEAD_END = '\r\n\r\n';

/** Bytes are read as latin1, one character each, so that lengths in bytes are lengths in characters. */
export class ResponseBody {
  status = 0;
  done = false;
  #rest = '';
  #remaining = -1;
  #chunked = false;
  #headRead = false;

  /** @param {Buffer} bytes @returns {string} the piece of the body these bytes hold */
  push(bytes) {
    this.#rest += bytes.toString('latin1');
    if (!this.#headRead && !this.#readHead()) return '';
    return this.#chunked ? this.#takeChunks() : this.#takeLength();
  }

  #readHead() {
    const end = this.#rest.indexOf(HEAD_END);
    if (end < 0) return false;
    const head = this.#rest.slice(0, end).toLowerCase();
    this.#rest = this.#rest.slice(end + HEAD_END.length);
    this.#headRead = true;
    this.status = Number(head.slice(9, 12));
    this.#chunked = head.includes('transfer-encoding: chunked');
    this.#remaining = Number(/content-length: (\d+)/.exec(head)?.[1] ?? Infinity);
    return true;
  }

  #takeLength() {
    const text = this.#rest;
    this.#rest = '';
    this.#remaining -= text.length;
    this.done = this.#remaining <= 0;
    return text;
  }

  #takeChunks() {
    let text = '';
    let at = 0;
    for (;;) {
      const lineEnd = this.#rest.indexOf('\r\n', at);
      if (lineEnd < 0) break;
      const size = parseInt(this.#rest.slice(at, lineEnd), 16);
      const start = lineEnd + 2;
      if (this.#rest.length < start + size + 2) break;
      at = start + size + 2;
      if (size === 0) {
        this.done = true;
        break;
      }
      text += this.#rest.slice(start, start + size);
    }
    this.#rest = this.#rest.slice(at);
    return text;
  }
}
