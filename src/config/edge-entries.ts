/** What may stand in TRUST_PROXY and CORS_ORIGINS. Pure. */
import { isIP, isIPv4 } from 'node:net';

/** Ranges Express knows by name. */
const NAMED = new Set(['loopback', 'linklocal', 'uniquelocal']);
/** Of apps that are not the web: `capacitor://localhost`, `chrome-extension://…`. */
const OTHER_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/;

/** Whether an entry of TRUST_PROXY is an address, a range (`10.0.0.0/8`, `10.0.0.0/255.0.0.0`) or one of the names. */
export function isProxyEntry(entry: string): boolean {
  const [address = '', range, ...rest] = entry.split('/');
  const version = isIP(address);
  if (range === undefined) return version !== 0 || NAMED.has(entry);
  if (version === 0 || rest.length) return false;
  if (isIPv4(range)) return version === 4;
  return /^\d{1,3}$/.test(range) && Number(range) <= (version === 4 ? 32 : 128);
}

/** Whether an entry of CORS_ORIGINS is what a browser may send as `Origin`: anything else would match none. */
export function isOrigin(entry: string): boolean {
  if (!/^https?:/i.test(entry)) return OTHER_ORIGIN.test(entry);
  return URL.canParse(entry) && new URL(entry).origin === entry;
}
