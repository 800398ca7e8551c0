/** Pieces that the WebAssembly modules here are assembled from. */

/** Unsigned LEB128. */
export function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >>> 7)];
}

/** Signed LEB128, of 32 bits. */
export function signed(value: number): number[] {
  const isLast = value >= -64 && value < 64;
  return isLast ? [value & 127] : [(value & 127) | 128, ...signed(value >> 7)];
}

export const section = (id: number, content: readonly number[]): number[] => [id, ...size(content.length), ...content];
export const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
