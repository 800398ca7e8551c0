/** Redis for suites: the one `npm test` found, under a prefix of their own, or a server of their own that may die. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisLink } from '../../src/platform/redis/redis-link.js';

/** Undefined where there is none on this machine; `npm test` says then what it leaves out, and fails in CI. */
export const TEST_REDIS_URL = process.env.TEST_REDIS_URL;

/** A suite that needs Redis. Left out where there is none: `npm test` says so, and fails in CI. */
export const describeOnRedis = TEST_REDIS_URL ? describe : describe.skip;

/** For a list of adapters: with Redis only where there is one. */
export function withRedis<T>(...adapters: T[]): T[] {
  return TEST_REDIS_URL ? adapters : [];
}

export const freshPrefix = () => `rai-test-${randomBytes(6).toString('hex')}`;

/** Connections under one prefix, as several servers of one installation have them. */
export class TestRedis {
  private readonly links: RedisLink[] = [];

  constructor(
    readonly url = TEST_REDIS_URL!,
    readonly prefix = freshPrefix(),
  ) {}

  async link(): Promise<RedisLink> {
    const link = await RedisLink.open(this.url, this.prefix);
    this.links.push(link);
    return link;
  }

  /** Closes all connections and removes every key of the prefix. */
  async close(): Promise<void> {
    for (const link of this.links) await link.close();
    await removeKeys(this.url, this.prefix);
  }
}

export async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*` })) {
      if ((keys as string[]).length) await redis.unlink(keys as string[]);
    }
  } finally {
    redis.disconnect();
  }
}

/** A redis-server of the suite's own that keeps nothing; it can be killed and started again on the same port. */
export class OwnRedis {
  private child?: ChildProcess;

  private constructor(private readonly port: number) {}

  static async start(): Promise<OwnRedis> {
    const own = new OwnRedis(await freePort());
    await own.start();
    return own;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Does nothing while it runs. */
  async start(): Promise<void> {
    if (this.child && this.isAlive) return;
    const settings = ['--port', `${this.port}`, '--save', '', '--appendonly', 'no'];
    this.child = spawn(process.env.TEST_REDIS_SERVER ?? 'redis-server', settings, { stdio: 'ignore' });
    const failed = once(this.child, 'error').then(([error]) => Promise.reject(error as Error));
    await Promise.race([failed, this.answers()]);
  }

  /** SIGKILL: everything it held is gone. */
  async kill(): Promise<void> {
    if (!this.child || !this.isAlive) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  private get isAlive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Stops answering without closing anything, until it goes on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  goOn(): void {
    this.child?.kill('SIGCONT');
  }

  private async answers(): Promise<void> {
    const redis = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
    await redis.ping();
    redis.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
