/** The bytes of a page -> its characters. Source: WHATWG Encoding and HTML standards, in short. Pure. */
import { encodingOf } from '../../../platform/files/decode-text.js';
import { decoderFor, decodeUnnamed } from '../decode-charset.js';

const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})/i;
const META_WITHIN = 4096;

/** By byte order mark, what the transport says, what the page says, UTF-8 where the bytes are, else windows-1252. */
export function decodeHtml(bytes: Uint8Array, charset: string | undefined): string {
  const marked = encodingOf(bytes);
  if (marked !== 'utf-8') return new TextDecoder(marked).decode(bytes);
  const named = decoderFor(charset) ?? saidByPage(bytes);
  return named ? named.decode(bytes) : decodeUnnamed(bytes);
}

/** A page whose words about itself are read a byte a character is not in UTF-16, whatever they say. */
function saidByPage(bytes: Uint8Array): ReturnType<typeof decoderFor> {
  const decoder = decoderFor(META.exec(latin(bytes))?.[1]);
  return decoder?.encoding.startsWith('utf-16') ? undefined : decoder;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, META_WITHIN)).toString('latin1');
}
