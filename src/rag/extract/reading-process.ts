/** A process that reads documents, one at a time, as the server sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../common/app-error.js';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';

const ENTRY = fileURLToPath(new URL('./extract-process-worker.js', import.meta.url));

export class ReadingProcess {
  private readonly child: ChildProcess;
  private settle?: { resolve: (answer: ExtractAnswer) => void; reject: (error: unknown) => void };
  private ended = false;

  constructor() {
    // Nothing of our environment: a parser that is taken over finds no secrets there.
    this.child = fork(ENTRY, {
      serialization: 'advanced',
      execArgv: [],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (answer) => this.settle?.resolve(answer as ExtractAnswer));
    this.child.on('error', (error) => this.die(error));
    this.child.on('exit', () => this.die(new AppError('parse_failed', 'Reading the document ended the reader.')));
    // It must not keep a server alive that has nothing else to do.
    this.child.unref();
    this.child.channel?.unref();
  }

  /** False once it cannot be used again. */
  get isUsable(): boolean {
    return !this.ended && this.child.connected;
  }

  /** Rejects with the signal's reason when aborted, and ends the process. */
  run(task: ExtractTask, signal: AbortSignal): Promise<ExtractAnswer> {
    const stop = () => {
      this.settle?.reject(signal.reason);
      this.end();
    };
    return new Promise<ExtractAnswer>((resolve, reject) => {
      this.settle = { resolve, reject };
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      else this.child.send(task, (error) => error && reject(error));
    }).finally(() => {
      signal.removeEventListener('abort', stop);
      this.settle = undefined;
    });
  }

  end(): void {
    this.ended = true;
    this.child.kill('SIGKILL');
  }

  private die(error: unknown): void {
    this.ended = true;
    this.settle?.reject(error);
  }
}
