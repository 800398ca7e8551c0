/** A small web site on loopback whose pages a test changes, and which remembers what it was asked. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export class PageServer {
  private readonly server: Server = createServer((request, response) => this.answer(request, response));
  private readonly pages = new Map<string, string>();
  /** Path and status of each answer. */
  readonly answered: string[] = [];
  /** Statuses to answer with before the pages are served. */
  faults: number[] = [];

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  put(path: string, title: string, body: string): void {
    const menu = '<nav><a href="/">Home</a> <a href="/about">About this site</a></nav>';
    const article = `<main><article><h1>${title}</h1>${body}</article></main>`;
    this.pages.set(
      path,
      `<!doctype html><html><head><title>${title}</title></head><body>${menu}${article}</body></html>`,
    );
  }

  remove(path: string): void {
    this.pages.delete(path);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!;
    const page = this.pages.get(path);
    const etag = page && `"${createHash('sha256').update(page).digest('hex').slice(0, 16)}"`;
    const send = (status: number, body?: string) => {
      this.answered.push(`${path} ${status}`);
      response.writeHead(status, { 'content-type': 'text/html', ...(etag && { etag }) }).end(body);
    };
    const fault = this.faults.shift();
    if (fault !== undefined) return send(fault);
    if (page === undefined) return send(404);
    return request.headers['if-none-match'] === etag ? send(304) : send(200, page);
  }
}
