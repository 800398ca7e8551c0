const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

const DASH = 0x2d;
const NO_DIGIT = 255;
/** By ASCII code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? NO_DIGIT : digit;
});

/** Writes the 16 bytes of a UUID in text form at `offset`; throws on anything else, since a wrong id would never be found. */
export function writeUuid(id: string, into: Uint8Array, offset: number): void {
  let digits = 0;
  let high = 0;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code === DASH) continue;
    const digit = code < 128 ? DIGITS[code]! : NO_DIGIT;
    if (digit === NO_DIGIT || digits === 32) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`);
    if (digits % 2) into[offset + (digits >> 1)] = high | digit;
    else high = digit << 4;
    digits++;
  }
  if (digits !== 32) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`);
}

export function uuidBytes(id: string): Uint8Array {
  const bytes = new Uint8Array(16);
  writeUuid(id, bytes, 0);
  return bytes;
}

export function readUuid(from: Uint8Array, offset: number): string {
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[from[offset + i]!]!;
  }
  return text;
}

/** Byte order of two UUIDs, which for UUIDv7 is the order of creation: negative, 0 or positive. */
export function compareUuid(a: Uint8Array, offsetA: number, b: Uint8Array, offsetB: number): number {
  for (let i = 0; i < 16; i++) {
    const difference = a[offsetA + i]! - b[offsetB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
