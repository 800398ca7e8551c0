import { isIP } from 'node:net';

const HOST = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/i;
/** Digits and dots are an address somebody mistyped, never a name. */
const NUMERIC = /^[\d.]+$/;

/** Whether an entry of OUTBOUND_ALLOW is a host, `*.domain`, an address or a CIDR range. */
export function isOutboundEntry(entry: string): boolean {
  const [address, bits, ...rest] = entry.split('/');
  const version = isIP(address ?? '');
  if (bits === undefined) return version !== 0 || (HOST.test(entry) && !NUMERIC.test(entry));
  return rest.length === 0 && version !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
