/** What an administrator has listed beside the public internet: hosts by name, addresses by number. Pure. */
import ipaddr from 'ipaddr.js';

export class AllowList {
  private readonly hosts = new Set<string>();
  private readonly suffixes: string[] = [];
  private readonly ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];

  /** Entries are `host`, `*.domain`, an address or a CIDR range; OutboundConfig has checked them. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const name = entry.toLowerCase();
      if (ipaddr.isValidCIDR(name)) this.ranges.push(ipaddr.parseCIDR(name));
      else if (ipaddr.isValid(name)) this.ranges.push(whole(ipaddr.parse(name)));
      else if (name.startsWith('*.')) this.suffixes.push(name.slice(1));
      else this.hosts.add(name);
    }
  }

  /** A listed name is trusted whatever it resolves to. */
  hasHost(name: string): boolean {
    return this.hosts.has(name) || this.suffixes.some((suffix) => name.endsWith(suffix));
  }

  hasAddress(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.parse(address);
    return this.ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
  }
}

function whole(address: ipaddr.IPv4 | ipaddr.IPv6): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
