/** Stands between two ends of TCP connections and can cut or silence them: how a server that goes away looks from here. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private isOpen = true;
  private isSilent = false;
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

  /** Holds every connection and takes new ones, and forwards nothing: a host that vanished without a word. */
  silence(): void {
    this.isSilent = true;
    for (const socket of this.sockets) socket.unpipe().pause();
  }

  /** Forwards what is new; connections that were silenced stay so. */
  speak(): void {
    this.isSilent = false;
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
    if (this.isSilent) {
      this.sockets.add(inner);
      inner.on('error', () => undefined).on('close', () => this.sockets.delete(inner));
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
