/** Sends bytes as they are and reads the whole answer: fetch would mend half of what is tried here. */
import { Agent, request as openRequest } from 'node:http';
import { connect } from 'node:net';

export interface WireRequest {
  method: string;
  /** Path and query, as they go out. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** An answer must have come by then; nothing asked for here takes long. */
const PATIENCE_MS = 60_000;

export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  constructor(private readonly url: string) {}

  /** Rejects where the server does not answer, or hangs up before it has. */
  send({ method, path, headers, body }: WireRequest): Promise<WireAnswer> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const sent = openRequest({ hostname, port, method, path, headers, agent: this.agent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers: given } = response;
          resolve({ status, headers: given, text: Buffer.concat(parts).toString('utf8') });
        });
      });
      sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** Raw bytes on a connection of their own; what comes back, until the server hangs up or is silent. */
  raw(bytes: Buffer, silenceMs = 500): Promise<string> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.setTimeout(silenceMs, () => socket.destroy());
      socket.on('data', (part) => (text += part.toString('latin1')));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => resolve(text));
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
