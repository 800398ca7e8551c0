/** The network address as limits count it: an IPv6 customer has a whole /64, so that is one peer. Pure. */
import ipaddr from 'ipaddr.js';

/** Some proxies forward a caller with its port, which is another for each connection. */
const WITH_PORT = /^(?:([\d.]+):\d+|\[([^\]]+)\](?::\d+)?)$/;

export function peerOf(forwarded: string | undefined): string {
  const [, v4, v6] = WITH_PORT.exec(forwarded ?? '') ?? [];
  const address = v4 ?? v6 ?? forwarded;
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
