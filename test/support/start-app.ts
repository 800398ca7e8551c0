/** Starts the BUILT application as its own process on a free port, with a data folder and database of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess, runApp } from './app-process.js';
import { type Answer, call, type CallOptions, send } from './call.js';
import { freshPostgres, type TestDatabase } from './test-databases.js';

export interface StartOptions {
  env?: Record<string, string>;
  database?: TestDatabase;
}

const DEFAULTS = { NODE_ENV: 'test', LLM_PROVIDER: 'extractive', RATE_LIMIT: 'off', LOG_FILE: 'off' };

export async function startApp({ env = {}, database = 'sqlite' }: StartOptions = {}): Promise<RunningApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rai-test-'));
  const postgres = database === 'postgres' ? await freshPostgres() : undefined;
  const databaseEnv: Record<string, string> = postgres ? { DATABASE_URL: postgres.url } : {};
  const cleanUp = async () => {
    rmSync(dataDir, { recursive: true, force: true });
    await postgres?.drop();
  };
  const wanted = { ...DEFAULTS, DATA_DIR: dataDir, ...databaseEnv, ...env };
  try {
    return new RunningApp(wanted, dataDir, database, await runApp(wanted, dataDir), cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

export class RunningApp {
  private earlier = '';

  constructor(
    private env: Record<string, string>,
    readonly dataDir: string,
    readonly database: TestDatabase,
    private process: AppProcess,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  get url(): string {
    return this.process.url;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Where the app keeps its rows, for tests that look inside. */
  get databaseUrl(): string {
    return this.env.DATABASE_URL ?? `sqlite:${join(this.dataDir, 'rai.sqlite')}`;
  }

  call(method: string, path: string, options?: CallOptions): Promise<Answer> {
    return call(this.url, method, path, options);
  }

  /** The raw response, for streams. */
  send(method: string, path: string, options?: CallOptions): Promise<Response> {
    return send(this.url, method, path, options);
  }

  /** Everything printed so far, over restarts. */
  logs(): string {
    return this.earlier + this.process.output();
  }

  /** Waits until something was printed: a request's line comes after its answer. */
  async printed(text: string): Promise<void> {
    for (let waited = 0; !this.logs().includes(text); waited += 20) {
      if (waited > 5000) throw new Error(`"${text}" was never printed:\n${this.logs()}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  /** SIGTERM; gives the exit code. The data stays for `restart`. */
  terminate(): Promise<number | null> {
    return this.process.end('SIGTERM');
  }

  /** SIGKILL, as a crash would. The data stays for `restart`. */
  async kill(): Promise<void> {
    await this.process.end('SIGKILL');
  }

  /** A new process on the same data and port. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.process.end('SIGKILL');
    this.earlier = this.logs();
    this.env = { ...this.env, ...env, RAI_API_PORT: new URL(this.url).port };
    this.process = await runApp(this.env, this.dataDir);
  }

  /** Another process on the same data, with a port of its own. Its `stop` leaves the data to this one. */
  async replica(env: Record<string, string> = {}): Promise<RunningApp> {
    const wanted = { ...this.env, RAI_API_PORT: '0', ...env };
    const keep = () => Promise.resolve();
    return new RunningApp(wanted, this.dataDir, this.database, await runApp(wanted, this.dataDir), keep);
  }

  /** Ends the process if it still runs and removes its data and database; gives the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.process.end('SIGTERM');
    await this.cleanUp();
    return code;
  }
}
