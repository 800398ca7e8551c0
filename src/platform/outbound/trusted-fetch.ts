/**
 * SafeFetch for servers that the administrator's own configuration names, on whatever network they are. Redirects to
 * other private places stay refused. Must not be used for an address that came from a user or a model.
 */
import { Injectable } from '@nestjs/common';
import { HostResolver } from './host-resolver.js';
import { OutboundPolicy } from './outbound-policy.js';
import { SafeFetch } from './safe-fetch.js';
import { type StreamBounds, type StreamingFetch, streamingFetch } from './streaming-fetch.js';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

@Injectable()
export class TrustedFetch {
  constructor(private readonly resolver: HostResolver) {}

  /** A door to the host and port of this URL, and to the public internet. */
  to(serverUrl: string): SafeFetch {
    const { protocol, hostname, port } = new URL(serverUrl);
    const allow = [hostname.replace(/^\[(.*)\]$/, '$1')];
    const ports = [Number(port) || DEFAULT_PORTS[protocol] || 443];
    return new SafeFetch(new OutboundPolicy({ allow, ports }, this.resolver));
  }

  /** For protocols that answer in streams: to the origin of this URL only, redirects elsewhere are not followed. */
  streaming(serverUrl: string, bounds: StreamBounds): StreamingFetch {
    return streamingFetch(serverUrl, bounds);
  }
}
