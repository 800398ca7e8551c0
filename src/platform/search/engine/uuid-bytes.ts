const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes the 16 bytes of a UUID in text form at `offset`; throws on anything else, since a wrong id would never be found. */
export function writeUuid(id: string, into: Uint8Array, offset: number): void {
  const hex = id.replaceAll('-', '');
  if (hex.length !== 32) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`);
  for (let i = 0; i < 16; i++) {
    const byte = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
    if (Number.isNaN(byte)) throw new TypeError(`not a UUID: ${id.slice(0, 40)}`);
    into[offset + i] = byte;
  }
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
