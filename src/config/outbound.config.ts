import type { Environment } from './variables.js';

/** Where the server may connect to when a user asks for it. */
export class OutboundConfig {
  /** Hosts, `*.domain`, addresses and CIDR ranges an administrator has listed beside the public internet. */
  readonly allow: readonly string[];
  readonly ports: readonly number[];

  constructor(env: Pick<Environment, 'OUTBOUND_ALLOW' | 'OUTBOUND_PORTS'>) {
    this.allow = env.OUTBOUND_ALLOW;
    this.ports = env.OUTBOUND_PORTS;
  }
}
