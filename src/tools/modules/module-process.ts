/** The process of one plug-in module, as the server sees it: it is called over messages and may end at any moment. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/app-error.js';
import { InvalidArguments } from '../read-arguments.js';
import { manifestProblem, ModuleManifest } from './module-manifest.js';
import type { FromModule, ModuleResult, ResultMessage, RunMessage, ToModule } from './module-messages.js';

const ENTRY = fileURLToPath(new URL('./module-process-worker.js', import.meta.url));
const LOAD_MS = 15_000;
const MOST_AT_ONCE = 32;

type Settle = { resolve: (result: ModuleResult) => void; reject: (error: unknown) => void };

export class ModuleProcess {
  private readonly child: ChildProcess;
  private readonly calls = new Map<number, Settle>();
  private readonly loading: NodeJS.Timeout;
  private nextId = 1;
  private reason?: string;

  /** `source` is an absolute path or the name of a package installed for the folder `home`. */
  constructor(
    source: string,
    home: string,
    private readonly on: { ready: (manifest: ModuleManifest) => void; ended: (reason: string) => void },
  ) {
    // Nothing of our environment: a module reads this machine, but our secrets are not handed to it.
    this.child = fork(ENTRY, [source, home], {
      execArgv: ['--experimental-import-meta-resolve'],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.loading = setTimeout(() => this.end(`it was not loaded within ${LOAD_MS / 1000} s`), LOAD_MS).unref();
    this.child.on('message', (message) => this.hear(message as FromModule));
    this.child.on('error', (error) => this.end(`its process failed (${(error as NodeJS.ErrnoException).code})`));
    this.child.on('exit', (code, signal) => this.end(`its process ended (${signal ?? code})`));
    this.child.unref();
    this.child.channel?.unref();
  }

  /** Rejects with AppError or InvalidArguments, or with the signal's reason when aborted; the module is then told. */
  run(call: Pick<RunMessage, 'tool' | 'args' | 'context'>, signal: AbortSignal): Promise<ModuleResult> {
    if (this.calls.size >= MOST_AT_ONCE) throw new AppError('overloaded', 'The tool is busy; try again in a moment.');
    signal.throwIfAborted();
    const id = this.nextId++;
    const cancel = () => {
      this.calls.get(id)?.reject(signal.reason);
      this.send({ type: 'cancel', id });
    };
    return new Promise<ModuleResult>((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
      signal.addEventListener('abort', cancel, { once: true });
      this.send({ type: 'run', id, ...call });
    }).finally(() => {
      signal.removeEventListener('abort', cancel);
      this.calls.delete(id);
    });
  }

  /** Ends it at once; `ended` is told the first reason there was. */
  end(reason: string): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    clearTimeout(this.loading);
    this.child.kill('SIGKILL');
    for (const { reject } of this.calls.values())
      reject(new AppError('tool_unavailable', 'The tool ended during the call.'));
    this.on.ended(reason);
  }

  private hear(message: FromModule): void {
    if (message.type === 'ended') this.end(message.reason);
    else if (message.type === 'result') this.settle(message);
    else if (message.type === 'ready') this.welcome(message.manifest);
  }

  private welcome(given: unknown): void {
    clearTimeout(this.loading);
    const manifest = ModuleManifest.safeParse(given);
    if (manifest.success) this.on.ready(manifest.data);
    else this.end(`its manifest is not valid: ${manifestProblem(manifest.error)}`);
  }

  private settle(message: ResultMessage): void {
    const call = this.calls.get(message.id);
    if (!call) return;
    if (message.ok) call.resolve(message.result);
    else if (message.kind === 'arguments') call.reject(new InvalidArguments(message.message));
    else call.reject(new AppError('tool_failed', `The tool failed: ${message.message}`));
  }

  private send(message: ToModule): void {
    // A process that has just died answers nothing; its exit settles the calls.
    if (this.child.connected) this.child.send(message, () => undefined);
  }
}
