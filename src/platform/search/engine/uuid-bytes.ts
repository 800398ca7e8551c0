const DASH = 0x2d;
/** Of each byte: the characters of its two digits. */
const [HIGH, LOW] = [0, 1].map((at) =>
  Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').charCodeAt(at)),
) as [Uint8Array, Uint8Array];
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

/** The UUID at `offset` in text form. Made in one piece: of parts put together, each would go on living on the heap. */
export function readUuid(from: Uint8Array, offset: number): string {
  const high = (at: number) => HIGH[from[offset + at]!]!;
  const low = (at: number) => LOW[from[offset + at]!]!;
  // prettier-ignore
  return String.fromCharCode(
    high(0), low(0), high(1), low(1), high(2), low(2), high(3), low(3), DASH,
    high(4), low(4), high(5), low(5), DASH,
    high(6), low(6), high(7), low(7), DASH,
    high(8), low(8), high(9), low(9), DASH,
    high(10), low(10), high(11), low(11), high(12), low(12), high(13), low(13), high(14), low(14), high(15), low(15),
  );
}

/** Byte order of two UUIDs, which for UUIDv7 is the order of creation: negative, 0 or positive. */
export function compareUuid(a: Uint8Array, offsetA: number, b: Uint8Array, offsetB: number): number {
  for (let i = 0; i < 16; i++) {
    const difference = a[offsetA + i]! - b[offsetB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
