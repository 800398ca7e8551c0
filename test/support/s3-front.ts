/** Stands before a server that speaks S3 and can fail as buckets do: with a status, or in the middle of an object. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `cut`: objects break off after so many bytes. `status`: all is answered with it. `silent`: nothing is answered. */
export type S3Fault = { cut: number } | { status: number } | { silent: true };

export class S3Front {
  fault?: S3Fault;
  /** Requests that met a fault. */
  failed = 0;
  private server!: Server;

  private constructor(private readonly port: number) {}

  /** `port` is that of the server behind it. */
  static async before(port: number): Promise<S3Front> {
    const front = new S3Front(port);
    front.server = createServer((from, to) => front.answer(from, to)).listen(0, '127.0.0.1');
    await once(front.server, 'listening');
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private answer(from: IncomingMessage, to: ServerResponse): void {
    const { fault } = this;
    const isCut = fault && 'cut' in fault && from.method === 'GET' && from.url!.split('/').length > 3;
    if (isCut || (fault && !('cut' in fault))) this.failed++;
    if (fault && 'silent' in fault) return void from.resume();
    if (fault && 'status' in fault) {
      from.resume();
      return void to.writeHead(fault.status).end();
    }
    const { method, url, headers } = from;
    const behind = request({ host: '127.0.0.1', port: this.port, method, path: url, headers }, (answered) => {
      if (!isCut) return void answered.pipe(to.writeHead(answered.statusCode!, answered.headers));
      to.writeHead(answered.statusCode!, answered.headers).flushHeaders();
      answered.once('data', (bytes: Buffer) => {
        to.write(bytes.subarray(0, fault.cut), () => setImmediate(() => to.destroy()));
        answered.destroy();
      });
    });
    behind.on('error', () => to.destroy());
    from.pipe(behind);
  }
}
