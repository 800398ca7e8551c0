/** A reverse proxy over HTTP that sends every request to the next server, streams included, and passes over dead ones. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LOOK_EVERY_MS = 50;

export class RoundRobin {
  private turn = 0;
  private readonly unready = new Set<string>();
  private watching?: NodeJS.Timeout;

  private constructor(
    private readonly server: Server,
    /** Base URLs. May be changed while it runs. */
    public targets: readonly string[],
  ) {}

  static async before(targets: readonly string[]): Promise<RoundRobin> {
    const server = createServer({ keepAliveTimeout: 65_000 });
    const proxy = new RoundRobin(server, targets);
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => proxy.forward(incoming, outgoing));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on only those that say they are ready are asked, as a load balancer does. */
  watchReadiness(): void {
    const look = async (target: string) => {
      const answer = await fetch(`${target}/health/ready`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) this.unready.delete(target);
      else this.unready.add(target);
    };
    this.watching = setInterval(() => void Promise.all(this.targets.map(look)), LOOK_EVERY_MS);
  }

  async close(): Promise<void> {
    clearInterval(this.watching);
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private next(): string {
    const ready = this.targets.filter((target) => !this.unready.has(target));
    const some = ready.length ? ready : this.targets;
    return some[this.turn++ % some.length]!;
  }

  private forward(incoming: IncomingMessage, outgoing: ServerResponse, tries = this.targets.length): void {
    const target = new URL(this.next());
    const { method, url: path, rawHeaders: headers } = incoming;
    const upstream = request({ host: target.hostname, port: target.port, method, path, headers, agent: false });
    // Nothing is sent before there is a connection, so that another server can be asked instead.
    upstream.once('socket', (socket) => socket.once('connect', () => incoming.pipe(upstream)));
    upstream.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.statusMessage, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    });
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && tries > 1) this.forward(incoming, outgoing, tries - 1);
      // As the server itself would look: gone.
      else outgoing.destroy();
    });
    // Who leaves here leaves there.
    outgoing.once('close', () => upstream.destroy());
  }
}
