/** Writes a summary: with the model where that is wanted, there is one and the budget has room, else by picking sentences. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { MemoryConfig } from '../../config/memory.config.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { Budgets } from '../../stats/budgets/budgets.js';
import { selectSentences, type SpokenMessage } from './select-sentences.js';
import type { WrittenSummary } from './summaries.js';

const BUDGET_TOKENS = 350;
const TIME_LIMIT_MS = 60_000;
/** Of the conversation, and of one message, what the model is shown (characters). */
const SHOWN = 16_000;
const SHOWN_OF_ONE = 1200;

const INSTRUCTION =
  'Sum up the conversation so far for an assistant that will continue it: what the user wants, what was decided, facts and names that matter later. Keep what the earlier summary says unless it is no longer true. At most 200 words, plain sentences, in the language of the conversation. Answer with the summary alone.';

@Injectable()
export class SummaryWriter {
  private readonly logger = new Logger(SummaryWriter.name);

  constructor(
    private readonly model: ChatModel,
    private readonly config: MemoryConfig,
    private readonly clock: Clock,
    private readonly budgets: Budgets,
  ) {}

  get isOn(): boolean {
    return this.config.summary !== 'off';
  }

  async write(
    userId: string,
    earlier: string | undefined,
    messages: readonly SpokenMessage[],
    signal: AbortSignal,
  ): Promise<WrittenSummary> {
    const usesModel = this.config.summary === 'model' && this.model.status().provider === 'openai';
    if (usesModel && (await this.budgets.haveRoom(userId))) {
      try {
        const content = await this.ask(earlier, messages, signal);
        if (content) return { content, method: 'model', now: this.clock.iso() };
      } catch (error) {
        signal.throwIfAborted();
        this.logger.warn({ err: error }, 'the model could not sum a conversation up; sentences are picked');
      }
    }
    return { content: selectSentences(earlier, messages, BUDGET_TOKENS), method: 'sentences', now: this.clock.iso() };
  }

  private async ask(earlier: string | undefined, messages: readonly SpokenMessage[], signal: AbortSignal) {
    const said = messages.map(({ role, content }) => `${role}: ${content.slice(0, SHOWN_OF_ONE)}`).join('\n\n');
    const content = `${earlier ? `Earlier summary:\n${earlier}\n\n` : ''}${said.slice(-SHOWN)}`;
    const request = {
      messages: [
        { role: 'system' as const, content: INSTRUCTION },
        { role: 'user' as const, content },
      ],
      maxTokens: BUDGET_TOKENS,
      temperature: 0.2,
    };
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    let text = '';
    for await (const event of this.model.stream(request, limited)) if (event.type === 'text') text += event.text;
    return text.trim();
  }
}
