/** Starts the BUILT application on a free port, with a data folder and database of its own: one process, or as the topology says. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess, runApp } from './app-process.js';
import { type Answer, call, type CallOptions, send } from './call.js';
import { RoundRobin } from './round-robin.js';
import { freshPostgres, type TestDatabase } from './test-databases.js';
import { removeKeys, TEST_REDIS_URL } from './test-redis.js';
import { isReplicated, onlyReplicas } from './topology.js';

export interface StartOptions {
  env?: Record<string, string>;
  database?: TestDatabase;
}

const DEFAULTS = { NODE_ENV: 'test', LLM_PROVIDER: 'extractive', RATE_LIMIT: 'off', LOG_FILE: 'off' };

/** Of each server: several suites at once, with two servers each, share one PostgreSQL, which has a hundred by default. */
const FEW_CONNECTIONS = { DATABASE_POOL_SIZE: '6' };

export async function startApp({
  env = {},
  database = onlyReplicas ? 'postgres' : 'sqlite',
}: StartOptions = {}): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rai-test-'));
  const postgres = database === 'postgres' ? await freshPostgres() : undefined;
  const databaseEnv: Record<string, string> = postgres ? { DATABASE_URL: postgres.url, ...FEW_CONNECTIONS } : {};
  const shared = postgres !== undefined && isReplicated();
  const prefix = `rai-test-${randomBytes(6).toString('hex')}`;
  const redisEnv: Record<string, string> = shared ? { REDIS_URL: TEST_REDIS_URL!, REDIS_PREFIX: prefix } : {};
  const cleanUp = async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await postgres?.drop();
    if (shared) await removeKeys(TEST_REDIS_URL!, prefix);
  };
  const wanted: Record<string, string> = { ...DEFAULTS, DATA_DIR: dataDir, ...databaseEnv, ...redisEnv, ...env };
  try {
    const processes = await runAll(wanted, dataDir, shared ? ['0', '0'] : [wanted.RAI_API_PORT ?? '0']);
    const front = shared ? await RoundRobin.before(processes.map(({ url }) => url)) : undefined;
    return new RunningApp(wanted, dataDir, database, processes, cleanUp, front);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** One process a port, at once; where one of them fails, none is left behind. */
async function runAll(env: Record<string, string>, folder: string, ports: string[]): Promise<AppProcess[]> {
  const starts = await Promise.allSettled(ports.map((port) => runApp({ ...env, RAI_API_PORT: port }, folder)));
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (!failed) return started;
  await Promise.all(started.map((one) => one.end('SIGKILL')));
  throw failed.reason;
}

export class RunningApp {
  private earlier = '';

  constructor(
    private env: Record<string, string>,
    readonly dataDir: string,
    readonly database: TestDatabase,
    private processes: AppProcess[],
    private readonly cleanUp: () => Promise<void>,
    /** Where there are several processes. */
    private readonly front?: RoundRobin,
  ) {}

  get url(): string {
    return this.front?.url ?? this.processes[0]!.url;
  }

  /** Of its only process. Where there are several, see `pids`. */
  get pid(): number {
    const [only, another] = this.pids;
    if (another) throw new Error('there are several processes');
    return only!;
  }

  get pids(): number[] {
    return this.processes.map(({ pid }) => pid);
  }

  /** Of each process, past the proxy. */
  get urls(): string[] {
    return this.processes.map(({ url }) => url);
  }

  /** Where the app keeps its rows, for tests that look inside. */
  get databaseUrl(): string {
    return this.env.DATABASE_URL ?? `sqlite:${join(this.dataDir, 'rai.sqlite')}`;
  }

  /** Meanwhile one server gets every request: for what a process knows by itself. */
  async onOne<T>(work: () => Promise<T>): Promise<T> {
    if (!this.front) return work();
    this.front.targets = this.urls.slice(0, 1);
    try {
      return await work();
    } finally {
      this.front.targets = this.urls;
    }
  }

  /** What each server answers. */
  everywhere(method: string, path: string, options?: CallOptions): Promise<Answer[]> {
    return Promise.all(this.urls.map((url) => call(url, method, path, options)));
  }

  call(method: string, path: string, options?: CallOptions): Promise<Answer> {
    return call(this.url, method, path, options);
  }

  /** The raw response, for streams. */
  send(method: string, path: string, options?: CallOptions): Promise<Response> {
    return send(this.url, method, path, options);
  }

  /** What each process of now has printed. */
  outputs(): string[] {
    return this.processes.map((one) => one.output());
  }

  /** Everything printed so far, over restarts. */
  logs(): string {
    return this.earlier + this.outputs().join('');
  }

  /** Waits until something was printed: a request's line comes after its answer. */
  async printed(text: string): Promise<void> {
    for (let waited = 0; !this.logs().includes(text); waited += 20) {
      if (waited > 5000) throw new Error(`"${text}" was never printed:\n${this.logs()}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  /** SIGTERM, once more where it was sent before; gives the exit code. The data stays for `restart`. */
  async terminate(): Promise<number | null> {
    const codes = await Promise.all(this.processes.map((one) => one.end('SIGTERM')));
    return codes.every((code) => code === 0) ? 0 : codes.find((code) => code !== 0)!;
  }

  /** SIGKILL, as a crash would. The data stays for `restart`. */
  async kill(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.end('SIGKILL')));
  }

  /** After a crash: new processes on the same data and ports. What was led or leased has to run out first. */
  async restart(): Promise<void> {
    await this.kill();
    await this.startAgain();
  }

  /** In order, as an operator does it: with other settings, and nothing has to run out. */
  async reconfigure(env: Record<string, string> = {}): Promise<void> {
    await this.terminate();
    await this.startAgain(env);
  }

  private async startAgain(env: Record<string, string> = {}): Promise<void> {
    this.earlier = this.logs();
    this.env = { ...this.env, ...env };
    const ports = this.processes.map(({ url }) => new URL(url).port);
    this.processes = await runAll(this.env, this.dataDir, ports);
  }

  /** Another process on the same data, with a port of its own. Its `stop` leaves the data to this one. */
  async replica(env: Record<string, string> = {}): Promise<RunningApp> {
    const wanted = { ...this.env, RAI_API_PORT: '0', ...env };
    const keep = () => Promise.resolve();
    return new RunningApp(wanted, this.dataDir, this.database, [await runApp(wanted, this.dataDir)], keep);
  }

  /** Ends the process if it still runs and removes its data and database; gives the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.terminate();
    await this.front?.close();
    await this.cleanUp();
    return code;
  }
}
