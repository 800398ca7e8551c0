/** A channel of PostgreSQL's LISTEN and NOTIFY on a connection of its own, which comes back by itself. */
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { type ConnectionLimits, endClient, isReadTimeout, limited } from '../../common/vanished-host.js';

const RETRY_MS = 1000;
/** Notifications take no time; a host that has not answered by then is gone. */
const LIMITS: ConnectionLimits = { connect: 5000, answer: 10_000 };
/** How long closing waits for what is being sent. */
const LAST_WORDS_MS = 500;
const AT_ONCE = 1000;
/** Texts that wait for a connection that hangs; what comes after them is lost. */
const MOST_WAITING = 10_000;
/** Bytes of a payload that PostgreSQL does not take. */
const TOO_LONG = 8000;
const NOTIFY = 'SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text';

export class PostgresChannel {
  private readonly logger = new Logger(PostgresChannel.name);
  private client?: pg.Client;
  private timer?: NodeJS.Timeout;
  private closed = false;
  private readonly waiting: string[] = [];
  /** The statement that is under way and those that follow it: the client takes one at a time. */
  private sending?: Promise<void>;

  constructor(
    private readonly url: string,
    /** A plain lower-case name. */
    private readonly channel: string,
    private readonly receive: (text: string) => void,
    private readonly limits = LIMITS,
  ) {}

  /** Resolves when it listens, or when the first try has failed: the next ones follow in the background. */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'rai-chat signals',
      ...limited(this.limits),
    });
    client.on('notification', ({ payload }) => payload !== undefined && this.receive(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('the connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
      if (this.closed) await endClient(client);
      else this.client = client;
    } catch (error) {
      this.lost(client, error);
      // A client that never connected has nothing to end; one that did must not stay.
      this.end(client);
    }
  }

  /** Lost while there is no connection, and where it is too long; of equal ones that wait, one is told. */
  send(text: string): void {
    if (!this.client || this.waiting.length >= MOST_WAITING) return;
    if (Buffer.byteLength(text) >= TOO_LONG) return this.logger.debug('a notification was too long');
    this.waiting.push(text);
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_WORDS_MS)));
    await Promise.race([this.sending, late]);
    clearTimeout(timer);
    const { client } = this;
    this.client = undefined;
    if (client) await endClient(client);
  }

  /** What comes while a statement is under way goes with the next one. */
  private async sendAll(): Promise<void> {
    while (this.waiting.length) {
      const texts = this.waiting.splice(0, AT_ONCE);
      const { client } = this;
      try {
        await client?.query(NOTIFY, [this.channel, texts]);
      } catch (error) {
        this.logger.debug(`notifications were lost: ${String(error)}`);
        if (!client || !isReadTimeout(error)) continue;
        this.lost(client, error);
        this.end(client);
      }
    }
  }

  private end(client: pg.Client): void {
    endClient(client).catch((error: unknown) => this.logger.debug(String(error)));
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
