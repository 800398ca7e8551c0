/**
 * The connections of this process to Redis. A command fails at once while Redis is away, so that whoever sent it can go
 * on without; the connection comes back by itself. Must know nothing of what is kept there.
 */
import { Logger } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';

/** A Redis that answers nothing for this long is taken for gone. Milliseconds. */
const SILENCE_MS = 2000;
const CONNECT_MS = 2000;
/** Longest wait before the next try to connect: well within the 10 s in which everything is to be as before. */
const LONGEST_RETRY_MS = 1000;

/** How the client says that a command met no connection. */
const GONE = /isn't writeable|max retries|Connection is closed|Socket timeout/;

type Listener = (message: string) => void;

export class RedisLink {
  private readonly logger = new Logger(RedisLink.name);
  private readonly channels = new Map<string, Set<Listener>>();
  private readonly readyListeners = new Set<() => void>();
  private told?: 'here' | 'gone';

  private constructor(
    private readonly client: typeof Redis,
    private readonly url: string,
    /** Begins every key and channel of this installation. */
    readonly prefix: string,
    /** For everything that does not block. Use only while `isReady`. */
    readonly commands: Redis,
    private readonly subscriber: Redis,
  ) {
    this.tellOfChanges();
    commands.on('ready', () => this.readyListeners.forEach((listener) => listener()));
    subscriber.on('ready', () => this.resubscribe());
    subscriber.on('message', (channel: string, message: string) => {
      for (const listener of this.channels.get(channel) ?? []) listener(message);
    });
    // Every change of state is told by the commands' connection; two voices would say it twice.
    subscriber.on('error', () => undefined);
  }

  /** Resolves once Redis answers, or after 2 s without it: then it is tried again in the background. */
  static async open(url: string, prefix: string): Promise<RedisLink> {
    const { Redis: Client } = await import('ioredis');
    const options: RedisOptions = {
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      retryStrategy: retryDelay,
    };
    const commands = new Client(url, { ...options, enableAutoPipelining: true, connectionName: `${prefix} commands` });
    const link = new RedisLink(
      Client,
      url,
      prefix,
      commands,
      new Client(url, { ...options, connectionName: `${prefix} signals` }),
    );
    await firstAnswer([link.commands, link.subscriber]);
    return link;
  }

  get isReady(): boolean {
    return this.commands.status === 'ready';
  }

  /** Whether a command failed because Redis is away: that is told already, once. */
  isGone(error: unknown): boolean {
    return !this.isReady || GONE.test(String(error));
  }

  key(...parts: readonly string[]): string {
    return `${this.prefix}:${parts.join(':')}`;
  }

  /** Calls the listener whenever Redis is there again. Gives a function that ends it. */
  onReady(listener: () => void): () => void {
    this.readyListeners.add(listener);
    return () => this.readyListeners.delete(listener);
  }

  /** Hears a channel from now on, over reconnections; what is sent while Redis is away is not heard. */
  subscribe(channel: string, listener: Listener): () => void {
    const listeners = this.channels.get(channel) ?? new Set();
    this.channels.set(channel, listeners.add(listener));
    if (listeners.size === 1) this.change('subscribe', channel);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.channels.delete(channel);
      this.change('unsubscribe', channel);
    };
  }

  /**
   * Another connection, for who needs its own; whoever asks closes it. `waits`: commands wait for Redis to come back, as
   * those that block must; otherwise they fail at once. Resolves like `open`.
   */
  async connect(name: string, waits: boolean): Promise<Redis> {
    const connection = new this.client(this.url, {
      connectTimeout: CONNECT_MS,
      enableOfflineQueue: waits,
      maxRetriesPerRequest: waits ? null : 0,
      retryStrategy: retryDelay,
      connectionName: `${this.prefix} ${name}`,
    });
    // That Redis is away is told once, above.
    connection.on('error', () => undefined);
    await firstAnswer([connection]);
    return connection;
  }

  async close(): Promise<void> {
    this.channels.clear();
    this.told = 'gone';
    for (const connection of [this.commands, this.subscriber]) connection.disconnect();
  }

  private change(what: 'subscribe' | 'unsubscribe', channel: string): void {
    if (this.subscriber.status !== 'ready') return;
    // A connection that breaks now subscribes to all channels when it is back.
    this.subscriber[what](channel).catch((error: unknown) => this.logger.debug(`${what} ${channel}: ${String(error)}`));
  }

  private resubscribe(): void {
    for (const channel of this.channels.keys()) this.change('subscribe', channel);
  }

  /** Each change once, however often a connection is tried. */
  private tellOfChanges(): void {
    this.commands.on('ready', () => {
      if (this.told === 'gone') this.logger.log('Redis is there again');
      this.told = 'here';
    });
    this.commands.on('error', (error: Error) => {
      if (this.told !== 'gone') this.logger.warn(`Redis cannot be reached (${reasonOf(error)}); going on without it`);
      this.told = 'gone';
    });
    this.commands.on('close', () => {
      if (this.told === 'here') this.logger.warn('the connection to Redis was lost; going on without it');
      this.told = 'gone';
    });
  }
}

/** Resolves once all are ready, or after a while without. */
function firstAnswer(connections: readonly Redis[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CONNECT_MS);
    const ready = connections.map((connection) => new Promise<void>((done) => connection.once('ready', () => done())));
    void Promise.all(ready).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Milliseconds before the nth try. */
function retryDelay(times: number): number {
  return Math.min(LONGEST_RETRY_MS, 50 * times);
}

function reasonOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
