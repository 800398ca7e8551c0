/** Servers on loopback: a site that may be reached, and beside it on the same port those that must never be touched. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Allowed in the suites by OUTBOUND_ALLOW; all of 127.0.0.0/8 is this machine. */
export const SITE_HOST = '127.0.0.2';
const FORBIDDEN_HOSTS = ['127.0.0.1', '127.0.0.3', '::1'];

export class LoopbackCanary {
  /** Connections to where nobody may go. */
  touched = 0;
  private readonly servers: Server[] = [];

  private constructor(readonly port: number) {}

  /** `site` answers at SITE_HOST. Takes another port where one of the addresses is in use. */
  static async start(site: RequestListener): Promise<LoopbackCanary> {
    for (let attempt = 0; ; attempt++) {
      const first = createServer(site).listen(0, SITE_HOST);
      await once(first, 'listening');
      const canary = new LoopbackCanary((first.address() as AddressInfo).port);
      canary.servers.push(first);
      try {
        for (const host of FORBIDDEN_HOSTS) await canary.watch(host);
        return canary;
      } catch (error) {
        await canary.close();
        if (attempt === 5) throw error;
      }
    }
  }

  get site(): string {
    return `http://${SITE_HOST}:${this.port}`;
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private async watch(host: string): Promise<void> {
    const server = createServer((_, response) => response.end('<h1>The secret of the network</h1>'));
    server.on('connection', () => this.touched++);
    this.servers.push(server);
    server.listen(this.port, host);
    await once(server, 'listening');
  }
}
