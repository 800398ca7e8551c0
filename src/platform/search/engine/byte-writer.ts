/** A growing byte array with LEB128 variable-length integers. */
export class ByteWriter {
  /** What was written and room for more; another array after a write that needed more. */
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  /** `value` is an integer from 0 to 2³²-1. */
  varint(value: number): void {
    if (this.length + 5 > this.bytes.length) this.grow(5);
    while (value > 127) {
      this.bytes[this.length++] = (value & 127) | 128;
      value >>>= 7;
    }
    this.bytes[this.length++] = value;
  }

  /** Writes a string of ASCII characters; false, and nothing written, where it has others. */
  ascii(text: string): boolean {
    if (this.length + text.length > this.bytes.length) this.grow(text.length);
    const { bytes, length } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      bytes[length + i] = code;
    }
    this.length += text.length;
    return true;
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A few bytes: a call that copies them takes longer than they do. */
  copy(from: Uint8Array, start: number, end: number): void {
    const count = end - start;
    if (this.length + count > this.bytes.length) this.grow(count);
    const { bytes, length } = this;
    for (let at = 0; at < count; at++) bytes[length + at] = from[start + at]!;
    this.length += count;
  }

  /** A view of what was written, valid until the next write. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(extra: number): void {
    const next = new Uint8Array(Math.max(this.bytes.length * 2, this.length + extra));
    next.set(this.view());
    this.bytes = next;
  }
}
