/** Where a user's request may lead: decides by scheme, port and address, whatever the URL looks like. */
import { isIP } from 'node:net';
import { AppError } from '../../common/app-error.js';
import type { OutboundConfig } from '../../config/outbound.config.js';
import { AllowList } from './allow-list.js';
import { unreached } from './fetch-fault.js';
import type { HostResolver } from './host-resolver.js';
import { isPublicAddress } from './public-address.js';

/** A place that may be connected to, and the checked addresses it has. */
export interface Target {
  url: URL;
  addresses: string[];
}

const LONGEST_URL = 4096;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export class OutboundPolicy {
  private readonly allowed: AllowList;
  private readonly ports: ReadonlySet<number>;

  constructor(
    { allow, ports }: OutboundConfig,
    private readonly resolver: HostResolver,
  ) {
    this.allowed = new AllowList(allow);
    this.ports = new Set(ports);
  }

  /** All that can be said without asking a name server. Throws `outbound_blocked`. */
  check(text: string): URL {
    if (text.length > LONGEST_URL) throw blocked('The URL is too long.');
    const url = parse(text);
    const defaultPort = DEFAULT_PORTS[url.protocol];
    if (defaultPort === undefined) throw blocked('Only http:// and https:// URLs can be fetched.');
    if (url.username !== '' || url.password !== '') throw blocked('A URL with a user name or password is not fetched.');
    const port = url.port === '' ? defaultPort : Number(url.port);
    if (!this.ports.has(port)) throw blocked(`Port ${port} is not one this server connects to.`);
    const host = hostOf(url);
    if (host === '') throw blocked('The URL has no host.');
    if (isIP(host) && !this.mayConnect(host)) throw refusedAddress();
    return url;
  }

  /** Asks for the addresses and accepts them all or refuses. Throws `outbound_blocked` and `fetch_failed`. */
  async resolve(url: URL): Promise<Target> {
    const host = hostOf(url);
    if (isIP(host)) return { url, addresses: [host] };
    const addresses = await this.addressesOf(host);
    if (!this.allowed.hasHost(host) && !addresses.every((address) => this.mayConnect(address))) throw refusedAddress();
    return { url, addresses };
  }

  private mayConnect(address: string): boolean {
    return isPublicAddress(address) || this.allowed.hasAddress(address);
  }

  private async addressesOf(host: string): Promise<string[]> {
    try {
      const addresses = await this.resolver.addressesOf(host);
      if (addresses.length) return addresses;
    } catch (error) {
      throw unreached(`The host ${host} could not be found.`, error);
    }
    throw new AppError('fetch_failed', `The host ${host} has no address.`);
  }
}

/** Without the brackets of IPv6 and the dot that ends a full name. */
function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch (error) {
    throw new AppError('outbound_blocked', 'That is not a URL.', { cause: error });
  }
}

function blocked(sentence: string): AppError {
  return new AppError('outbound_blocked', sentence);
}

/** Tells nothing of what the name resolved to: that would map the network for whoever asks. */
function refusedAddress(): AppError {
  return blocked('That address is not on the public internet, so this server does not connect to it.');
}
