/** Stands between two ends of TCP connections and can cut them: how a server that goes away looks from here. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private isOpen = true;
  private server!: Server;

  private constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  static async before(host: string, port: number): Promise<TcpGate> {
    const gate = new TcpGate(host, port);
    gate.server = createServer((socket) => gate.accept(socket)).listen(0, '127.0.0.1');
    await once(gate.server, 'listening');
    return gate;
  }

  /** Port on 127.0.0.1. */
  get own(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  shut(): void {
    this.isOpen = false;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  open(): void {
    this.isOpen = true;
  }

  async close(): Promise<void> {
    this.shut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(inner: Socket): void {
    if (!this.isOpen) {
      inner.resetAndDestroy();
      return;
    }
    const outer = connect(this.port, this.host);
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
