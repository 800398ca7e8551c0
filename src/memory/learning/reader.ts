/** Reads a message for what there is to know in it: with the model where that is wanted, there is one and the budget has room, else by patterns. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MemoryConfig } from '../../config/memory.config.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { Budgets } from '../../stats/budgets/budgets.js';
import { extractFindings } from './extract-findings.js';
import { asksToForget, type Finding } from './finding.js';
import { ModelReading } from './model-reading.js';
import { ownSentences } from './own-words.js';

export interface Readings {
  findings: Finding[];
  origin: 'patterns' | 'model';
}

/** Model calls for one user within the hour; beyond that patterns do. */
const CALLS_AN_HOUR = 60;
const HOUR = 3_600_000;
/** Users whose calls are counted; with more the oldest counts are dropped. */
const COUNTED_USERS = 10_000;
const ABOUT_ONESELF = /\b(?:i|i'm|i've|i'd|me|my|mine|we|our|always|never|please|remember|forget|from now on)\b/i;

@Injectable()
export class Reader {
  private readonly logger = new Logger(Reader.name);
  private readonly calls = new Map<string, { since: number; count: number }>();
  private readonly reading: ModelReading;

  constructor(
    private readonly model: ChatModel,
    private readonly config: MemoryConfig,
    private readonly clock: Clock,
    private readonly budgets: Budgets,
  ) {
    this.reading = new ModelReading(model);
  }

  /** Cheap; decides whether there will be a job. */
  isWorthReading(message: string): boolean {
    const findings = extractFindings(message);
    if (!this.usesModel) return findings.length > 0;
    // A wish to forget is heard by patterns, whatever the model makes of it; it may be asked as a question.
    if (findings.some(asksToForget)) return true;
    return ownSentences(message).some((sentence) => ABOUT_ONESELF.test(sentence) && !/\?\s*$/.test(sentence));
  }

  async read(userId: string, message: string, signal: AbortSignal): Promise<Readings> {
    if (this.usesModel && this.mayCall(userId) && (await this.budgets.haveRoom(userId))) {
      try {
        return { findings: await this.reading.read(ownSentences(message).join('\n'), signal), origin: 'model' };
      } catch (error) {
        signal.throwIfAborted();
        this.logger.warn({ err: error }, 'the model could not read a message; patterns do it');
      }
    }
    return { findings: extractFindings(message), origin: 'patterns' };
  }

  private get usesModel(): boolean {
    return this.config.extraction === 'auto' && this.model.status().provider === 'openai';
  }

  private mayCall(userId: string): boolean {
    const now = this.clock.now();
    const known = this.calls.get(userId);
    const current = known && now - known.since < HOUR ? known : { since: now, count: 0 };
    current.count++;
    this.calls.delete(userId);
    this.calls.set(userId, current);
    if (this.calls.size > COUNTED_USERS) this.calls.delete(this.calls.keys().next().value!);
    return current.count <= CALLS_AN_HOUR;
  }
}
