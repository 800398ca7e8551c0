/** Which addresses belong to the public internet. Source: IANA special-purpose address registries (RFC 6890 and later). Pure. */
import ipaddr from 'ipaddr.js';

/** Global unicast; what lies outside is reserved, local, or IPv4 in another dress (compatible, NAT64). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Public by number, yet answered by the cloud the server runs in. */
const CLOUD_SERVICES = new Set(['168.63.129.16']);
/** An interface id that carries an IPv4 address (ISATAP, RFC 5214): the third quarter of the address. */
const ISATAP = new Set([0x0000, 0x0200]);

/** False for anything that is not the address of a host on the public internet, and for what is no address at all. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? isPublicIPv4(parsed) : isPublicIPv6(parsed as ipaddr.IPv6);
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !CLOUD_SERVICES.has(address.toString());
}

function isPublicIPv6(address: ipaddr.IPv6): boolean {
  if (address.zoneId !== undefined || address.range() !== 'unicast' || !address.match(GLOBAL_IPV6)) return false;
  const { parts } = address;
  return !(ISATAP.has(parts[4]!) && parts[5] === 0x5efe);
}
