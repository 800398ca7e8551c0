/** Where a server with these settings is reached from its own machine. Pure. */
import { isIPv6 } from 'node:net';
import type { AppConfig } from '../config/app.config.js';

export function serverUrl({ host, port }: Pick<AppConfig, 'host' | 'port'>): string {
  // RFC 3986, section 3.2.2: what has colons of its own stands in brackets.
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
