import { wellFormed } from '../common/well-formed.js';

const LONGEST = 255;

/**
 * A name somebody claims for a file -> one that is safe to show and to send in a header: no path, no control or
 * direction-changing characters, not empty, 255 UTF-16 units at most with the extension kept. It never names a path here.
 */
export function cleanFileName(claimed: string | undefined): string {
  const name = wellFormed(claimed ?? '')
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/gu, '')
    .trim();
  if (name === '' || /^\.+$/.test(name)) return 'file';
  if (name.length <= LONGEST) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  return wellFormed(name.slice(0, LONGEST - extension.length)).replace(/\ufffd$/, '') + extension;
}
