/** The built server as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** What operators start; or another build where its name says so, as it was compiled: `npm run test:mutants` breaks copies. */
const ENTRY = process.env.TEST_DIST ? resolve(process.env.TEST_DIST, 'src/main.js') : resolve('dist/server/main.js');
/** Loaded first where the statements of the server are to be written down. */
const RECORDER = resolve('test/support/record-sql.mjs');
const START_MS = 30_000;

export class AppProcess {
  url = '';

  constructor(
    private readonly child: ChildProcess,
    readonly output: () => string,
  ) {}

  get pid(): number {
    return this.child.pid!;
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  /** Waits until it has ended by itself; gives the exit code. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const hangs = setTimeout(() => this.child.kill('SIGKILL'), START_MS);
      await once(this.child, 'exit');
      clearTimeout(hangs);
    }
    return this.child.exitCode;
  }

  /** Sends the signal unless it has ended already; gives the exit code, null where a signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill(signal);
      const hangs = setTimeout(() => this.child.kill('SIGKILL'), START_MS);
      await exited;
      clearTimeout(hangs);
    }
    return this.child.exitCode;
  }
}

/** Starts the server without waiting for anything. Its own settings only: neither our environment nor a .env file. */
export function spawnApp(env: Record<string, string>, folder: string): AppProcess {
  if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: run \`npm run build\` first`);
  const { PATH = '', HOME = '', TEST_SQL_RECORD: record } = process.env;
  const recorder = record ? ['--import', RECORDER] : [];
  const recording: Record<string, string> = record ? { TEST_SQL_RECORD: record } : {};
  const child = spawn(process.execPath, [...recorder, '--enable-source-maps', ENTRY], {
    cwd: folder,
    env: { PATH, HOME, ...recording, RAI_API_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const collect = (bytes: Buffer) => (text += bytes.toString('utf8'));
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new AppProcess(child, () => text);
}

/** Starts the server and waits until it is ready. */
export async function runApp(env: Record<string, string>, folder: string): Promise<AppProcess> {
  const app = spawnApp(env, folder);
  const until = Date.now() + START_MS;
  while (Date.now() < until) {
    if (app.exitCode !== null) throw new Error(`the app ended with ${app.exitCode}:\n${app.output()}`);
    app.url ||= /listens on (http:\/\/\S+)/.exec(app.output())?.[1] ?? '';
    if (app.url && (await isReady(app.url))) return app;
    await new Promise((resume) => setTimeout(resume, 25));
  }
  await app.end('SIGKILL');
  throw new Error(`the app was not ready within ${START_MS} ms:\n${app.output()}`);
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health/ready`);
  await response.body?.cancel();
  return response.status === 200;
}
