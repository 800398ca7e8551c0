/** Has documents read in processes of their own that are ended when they take too long or too much. It must not know where bytes come from. */
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { LimitsConfig } from '../../config/limits.config.js';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';
import type { Extraction, ExtractionHint } from './extraction.js';
import { ReadingProcess } from './reading-process.js';
import { Slots } from './slots.js';

/** One that has nothing to do for so long is ended and gives its memory back. Milliseconds. */
const IDLE_MS = 5000;

/** Who waits: the queue of documents, or a turn, which has a reader of its own so that no import keeps it waiting. */
type Waiting = 'queue' | 'turn';

@Injectable()
export class Extractor implements OnModuleDestroy {
  private readonly logger = new Logger(Extractor.name);
  private readonly slots: Record<Waiting, Slots>;
  private readonly idle = new Map<ReadingProcess, NodeJS.Timeout>();
  private readonly busy = new Set<ReadingProcess>();

  constructor({ documentReaders }: LimitsConfig) {
    this.slots = { queue: new Slots(documentReaders), turn: new Slots(1) };
  }

  /**
   * `load` is called when it is the document's turn, so that what waits takes no memory. Throws the reason there is no
   * text, or the signal's when aborted.
   */
  async extract(
    load: () => Promise<Uint8Array>,
    hint: ExtractionHint,
    signal: AbortSignal,
    waiting: Waiting = 'queue',
  ): Promise<Extraction> {
    return this.slots[waiting].use(async () => {
      signal.throwIfAborted();
      const answer = await this.run({ bytes: await load(), hint }, signal);
      if ('extraction' in answer) return answer.extraction;
      throw new AppError(answer.error.code, answer.error.message);
    });
  }

  onModuleDestroy(): void {
    for (const [reader, timer] of this.idle) {
      clearTimeout(timer);
      reader.end();
    }
    for (const reader of this.busy) reader.end();
  }

  private async run(task: ExtractTask, signal: AbortSignal): Promise<ExtractAnswer> {
    // Under a test runner the sources are TypeScript, which a plain process cannot load.
    if (import.meta.url.endsWith('.ts')) return (await import('./extract-worker.js')).answerOf(task);
    const reader = this.take();
    this.busy.add(reader);
    try {
      return await reader.run(task, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      this.logger.warn({ err: error }, 'a document could not be handed to a reader');
      throw error;
    } finally {
      this.busy.delete(reader);
      this.rest(reader);
    }
  }

  private take(): ReadingProcess {
    for (const [reader, timer] of this.idle) {
      clearTimeout(timer);
      this.idle.delete(reader);
      if (reader.isUsable) return reader;
    }
    return new ReadingProcess();
  }

  private rest(reader: ReadingProcess): void {
    if (!reader.isUsable) return;
    const timer = setTimeout(() => {
      this.idle.delete(reader);
      reader.end();
    }, IDLE_MS);
    this.idle.set(reader, timer.unref());
  }
}
