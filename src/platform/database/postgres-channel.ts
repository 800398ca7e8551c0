/** A channel of PostgreSQL's LISTEN and NOTIFY on a connection of its own, which comes back by itself. */
import { Logger } from '@nestjs/common';
import pg from 'pg';

const RETRY_MS = 1000;
const CONNECT_MS = 5000;

export class PostgresChannel {
  private readonly logger = new Logger(PostgresChannel.name);
  private client?: pg.Client;
  private timer?: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly url: string,
    /** A plain lower-case name. */
    private readonly channel: string,
    private readonly receive: (text: string) => void,
  ) {}

  /** Resolves when it listens, or when the first try has failed: the next ones follow in the background. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'rai-chat signals',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    client.on('notification', ({ payload }) => payload !== undefined && this.receive(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('the connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
      if (this.closed) await client.end();
      else this.client = client;
    } catch (error) {
      this.lost(client, error);
      // A client that never connected has nothing to end; one that did must not stay.
      client.end().catch((ending: unknown) => this.logger.debug(String(ending)));
    }
  }

  /** At most 8000 bytes, PostgreSQL's limit. Lost while there is no connection. */
  send(text: string): void {
    this.client
      ?.query('SELECT pg_notify($1, $2)', [this.channel, text])
      .catch((error: unknown) => this.logger.debug(`a notification was lost: ${String(error)}`));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private lost(client: pg.Client, error: unknown): void {
    if (this.client === client) this.client = undefined;
    if (this.closed || this.timer) return;
    this.logger.debug(`not listening: ${String(error)}`);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.open();
    }, RETRY_MS);
    this.timer.unref();
  }
}
