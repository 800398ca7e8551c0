/** Has documents read in threads that are ended when they take too long or too much. It must not know where bytes come from. */
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Piscina } from 'piscina';
import { AppError } from '../../common/app-error.js';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';
import type { Extraction, ExtractionHint } from './extraction.js';
import { MemoryExceeded, MemoryWatch } from './memory-watch.js';
import { Slots } from './slots.js';

const THREADS = 2;
/** Milliseconds one document may take in its thread. */
const TIME_MS = 12_000;
/** A thread that has nothing to do for so long is ended and gives its memory back. */
const IDLE_MS = 5000;
const HEAP_MB = 96;
/** Bytes the process may grow by while documents are read. */
const GROWTH = 96 * 1024 * 1024;

type Load = () => Promise<Uint8Array>;

@Injectable()
export class Extractor implements OnModuleDestroy {
  private readonly logger = new Logger(Extractor.name);
  private readonly slots = new Slots(THREADS);
  private readonly memory = new MemoryWatch(GROWTH);
  private pool?: Promise<Piscina>;

  /**
   * `load` is called when it is the document's turn, so that what waits takes no memory; its bytes are moved away.
   * Throws the reason there is no text, or the signal's when aborted.
   */
  async extract(load: Load, hint: ExtractionHint, signal: AbortSignal): Promise<Extraction> {
    try {
      return await this.slots.use(1, () => this.attempt(load, hint, signal));
    } catch (error) {
      if (!(error instanceof MemoryExceeded)) throw error;
    }
    try {
      // Alone: what grows now is this document's.
      return await this.slots.use(THREADS, () => this.attempt(load, hint, signal));
    } catch (error) {
      if (!(error instanceof MemoryExceeded)) throw error;
      throw new AppError('document_too_large', 'Reading the document takes too much memory.', { cause: error });
    }
  }

  async onModuleDestroy(): Promise<void> {
    await (await this.pool)?.destroy();
  }

  private async attempt(load: Load, hint: ExtractionHint, outer: AbortSignal): Promise<Extraction> {
    outer.throwIfAborted();
    const controller = new AbortController();
    const leave = () => controller.abort(outer.reason);
    outer.addEventListener('abort', leave, { once: true });
    const timer = setTimeout(() => controller.abort(tooSlow()), TIME_MS);
    this.memory.enter(controller);
    try {
      return unpacked(await this.run({ bytes: await load(), hint }, controller.signal));
    } catch (error) {
      throw this.reasonOf(error, controller.signal);
    } finally {
      this.memory.leave(controller);
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
    }
  }

  private async run(task: ExtractTask, signal: AbortSignal): Promise<ExtractAnswer> {
    // Under a test runner the sources are TypeScript, which a plain thread cannot load.
    if (import.meta.url.endsWith('.ts')) return (await import('./extract-worker.js')).runExtractTask(task);
    const pool = await (this.pool ??= this.start());
    const transferList = [task.bytes.buffer as ArrayBuffer];
    return (await pool.run(task, { name: 'runExtractTask', signal, transferList })) as ExtractAnswer;
  }

  private async start(): Promise<Piscina> {
    const { Piscina: Pool } = await import('piscina');
    const pool = new Pool({
      filename: new URL('./extract-worker.js', import.meta.url).href,
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 8 },
    });
    // A thread that dies between tasks is started anew; without a listener the event would end the process.
    pool.on('error', (error: Error) => this.logger.warn(`a reading thread died: ${error.message}`));
    return pool;
  }

  private reasonOf(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') {
      return new AppError('document_too_large', 'Reading the document takes too much memory.', { cause: error });
    }
    if (error instanceof AppError) return error;
    this.logger.warn({ err: error }, 'a document could not be read');
    return new AppError('parse_failed', undefined, { cause: error });
  }
}

function unpacked(answer: ExtractAnswer): Extraction {
  if ('extraction' in answer) return answer.extraction;
  throw new AppError(answer.error.code, answer.error.message);
}

function tooSlow(): AppError {
  return new AppError('parse_failed', `Reading the document took longer than ${TIME_MS / 1000} s.`);
}
