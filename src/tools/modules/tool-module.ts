/** One plug-in module: started, watched, started again. Knows nothing of the others. */
import { AppError } from '../../common/app-error.js';
import { backoffMs } from '../../common/backoff.js';
import type { Clock } from '../../common/clock.js';
import type { ModuleManifest } from './module-manifest.js';
import type { ModuleResult, RunMessage } from './module-messages.js';
import { ModuleProcess } from './module-process.js';

const BACKOFF = { first: 1000, longest: 60_000 };
/** One that ran this long before it ended is started again as if it had never failed. */
const STEADY_MS = 60_000;

export interface ModuleDoors {
  clock: Clock;
  /** Takes the name for this module. Gives why it cannot have it; undefined: it has it. */
  claim(module: ToolModule, name: string): string | undefined;
  log(text: string): void;
}

export class ToolModule {
  /** What it said when it was last loaded; undefined: never. */
  manifest?: ModuleManifest;
  /** Why it does not run; undefined: it runs, or has not been heard of yet. */
  problem?: string;
  restarts = 0;
  private process?: ModuleProcess;
  private readonly stop = new AbortController();

  constructor(
    readonly source: string,
    private readonly home: string,
    private readonly doors: ModuleDoors,
  ) {}

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** Runs it until `end`. Resolves once it was loaded or has failed for the first time. */
  start(): Promise<void> {
    return new Promise((heard) => void this.keepRunning(heard));
  }

  end(): void {
    this.stop.abort(new Error('the server ends'));
  }

  /** Takes its name from it; it is started again and has to ask for one anew. */
  lose(reason: string): void {
    this.manifest = undefined;
    this.process?.end(reason);
  }

  run(call: Pick<RunMessage, 'tool' | 'args' | 'context'>, signal: AbortSignal): Promise<ModuleResult> {
    if (!this.process) throw new AppError('tool_unavailable', 'The tool is not available at the moment.');
    return this.process.run(call, signal);
  }

  private async keepRunning(heard: () => void): Promise<void> {
    const { clock, log } = this.doors;
    for (let failures = 1; !this.stop.signal.aborted; failures++) {
      const began = clock.now();
      const problem = await this.runOnce(heard);
      heard();
      if (this.stop.signal.aborted) return;
      if (clock.now() - began > STEADY_MS) failures = 1;
      const wait = backoffMs(failures, BACKOFF);
      this.problem = problem;
      this.restarts++;
      log(`The tool module ${this.source} does not run: ${problem}. Next try in ${wait / 1000} s.`);
      await clock.sleep(wait, this.stop.signal).catch(() => undefined);
    }
  }

  /** Gives the reason it ended for. */
  private runOnce(heard: () => void): Promise<string> {
    return new Promise((resolve) => {
      const stop = () => started.end('the server ends');
      const ended = (reason: string) => {
        this.stop.signal.removeEventListener('abort', stop);
        this.process = undefined;
        resolve(reason);
      };
      const ready = (manifest: ModuleManifest) => {
        const refusal = this.doors.claim(this, manifest.name);
        if (refusal !== undefined) return started.end(refusal);
        this.manifest = manifest;
        this.problem = undefined;
        this.process = started;
        heard();
      };
      const started = new ModuleProcess(this.source, this.home, { ready, ended });
      this.stop.signal.addEventListener('abort', stop, { once: true });
    });
  }
}
