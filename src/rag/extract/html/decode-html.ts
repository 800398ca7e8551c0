/** The bytes of a page -> its characters. Source: WHATWG Encoding and HTML standards, in short. Pure. */
import { encodingOf } from '../../../platform/files/decode-text.js';

const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})/i;
const META_WITHIN = 4096;

/** By byte order mark, what the transport says, what the page says, UTF-8 where the bytes are, else windows-1252. */
export function decodeHtml(bytes: Uint8Array, charset: string | undefined): string {
  const marked = encodingOf(bytes);
  if (marked !== 'utf-8') return new TextDecoder(marked).decode(bytes);
  const named = decoderFor(charset) ?? saidByPage(bytes);
  if (named) return named.decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if ((error as Error).name !== 'TypeError') throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** A page whose words about itself are read a byte a character is not in UTF-16, whatever they say. */
function saidByPage(bytes: Uint8Array): InstanceType<typeof TextDecoder> | undefined {
  const decoder = decoderFor(META.exec(latin(bytes))?.[1]);
  return decoder?.encoding.startsWith('utf-16') ? undefined : decoder;
}

/** Undefined for a name nobody knows. */
function decoderFor(label: string | undefined): InstanceType<typeof TextDecoder> | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch (error) {
    if ((error as Error).name !== 'RangeError') throw error;
    return undefined;
  }
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, META_WITHIN)).toString('latin1');
}
