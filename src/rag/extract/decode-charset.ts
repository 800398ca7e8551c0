/** Bytes -> characters, by the name of a character set where one is known. Source: WHATWG Encoding. Pure. */

type Decoder = InstanceType<typeof TextDecoder>;

/** Undefined for a name nobody knows. */
export function decoderFor(label: string | undefined): Decoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch (error) {
    if ((error as Error).name !== 'RangeError') throw error;
    return undefined;
  }
}

/** Where nothing is said: UTF-8 where the bytes are, else windows-1252. */
export function decodeUnnamed(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if ((error as Error).name !== 'TypeError') throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
