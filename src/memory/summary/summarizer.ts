/**
 * Keeps a summary of what no longer fits the window, made after the turn and never on its path. The messages stay as
 * they are; what is to be forgotten or is no longer true does not enter.
 */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LlmConfig } from '../../config/llm.config.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import { Conversations } from '../../session/conversations.js';
import { Outdated } from '../outdated.js';
import { MESSAGE_OVERHEAD, SURE_WINDOW_SHARE, WINDOW_MESSAGES } from '../window.js';
import { SummaryWriter } from './summary-writer.js';
import { type PathSummary, Summaries, type Tip } from './summaries.js';
import { windowStart } from './window-start.js';

const SUMMARY_JOB = 'memory.summarize';
/** Messages beyond the window's beginning that a summary covers too, so that not every turn makes a new one. */
const AHEAD = 12;
/** Messages read for one summary; of a longer conversation that has none yet, the newest ones. */
const MOST_MESSAGES = 1000;

interface Payload {
  session_id: string;
  message_id: string;
}

/** What a summary has to be made of. */
interface Gap {
  tip: Tip;
  earlier?: PathSummary;
  /** Depth of the last message to cover. */
  until: number;
}

@Injectable()
export class Summarizer implements OnApplicationBootstrap {
  constructor(
    private readonly conversations: Conversations,
    private readonly summaries: Summaries,
    private readonly outdated: Outdated,
    private readonly writer: SummaryWriter,
    private readonly queue: JobQueue,
    private readonly events: EventBus,
    private readonly llm: LlmConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.writer.isOn) return;
    const consider = ({ userId, sessionId, messageId }: { userId: string; sessionId: string; messageId: string }) =>
      this.consider(userId, { session_id: sessionId, message_id: messageId });
    this.events.on('turn.ended', (turn) => (this.fits(turn.conversation) ? undefined : consider(turn)));
    this.events.on('session.forked', consider);
    this.queue.process(SUMMARY_JOB, { run: (job) => this.summarize(job) });
  }

  private get windowTokens(): number {
    return Math.floor(this.llm.contextTokens * SURE_WINDOW_SHARE);
  }

  /** Known to be within the window as a whole, without reading it. */
  private fits(conversation: { messages: number; tokens: number } | undefined): boolean {
    if (!conversation) return false;
    const { messages, tokens } = conversation;
    return messages <= WINDOW_MESSAGES && tokens + messages * MESSAGE_OVERHEAD <= this.windowTokens;
  }

  private async consider(userId: string, payload: Payload): Promise<void> {
    if (await this.gap(userId, payload)) {
      await this.queue.enqueue({ userId }, { kind: SUMMARY_JOB, payload });
    }
  }

  private async summarize(job: RunningJob): Promise<void> {
    const { userId } = job.owner;
    const payload = job.payload as Payload;
    const gap = await this.gap(userId, payload);
    if (!gap) return;
    const { tip, earlier, until } = gap;
    const from = Math.max(earlier ? earlier.depth + 1 : 0, until + 1 - MOST_MESSAGES);
    const history = await this.conversations.history(userId, payload.session_id, tip, tip.depth - from + 1);
    const covered = history.slice(tip.depth - until);
    const last = covered[0];
    if (!last) return;
    const hidden = await this.outdated.among(
      userId,
      covered.map(({ id }) => id),
    );
    const messages = covered.filter(({ id }) => !hidden.has(id)).reverse();
    const summary = await this.writer.write(userId, earlier?.content, messages, job.signal);
    const { branch_id: branchId, depth } = await this.conversations.message(userId, last.id);
    const place = { sessionId: payload.session_id, messageId: last.id, branchId, depth };
    const basis = { earlier, messageIds: messages.map(({ id }) => id) };
    // Forgotten or no longer true since it was read: what is left is summed up anew.
    if (!(await this.summaries.save(userId, place, summary, basis))) await this.consider(userId, payload);
  }

  /** Undefined where window and summary leave nothing out, and where nothing may be remembered. */
  private async gap(userId: string, { session_id: sessionId, message_id }: Payload): Promise<Gap | undefined> {
    const place = await this.summaries.placeOf(userId, message_id);
    if (!place || place.depth < 2) return undefined;
    const tip = place;
    const history = await this.conversations.history(userId, sessionId, tip, WINDOW_MESSAGES);
    const start = windowStart(history, tip.depth, this.windowTokens);
    if (start <= 0) return undefined;
    const earlier = await this.summaries.onPath(userId, sessionId, tip);
    if (earlier && earlier.depth >= start - 1) return undefined;
    if ((await this.conversations.get(userId, sessionId)).memory === 0) return undefined;
    return { tip, earlier, until: Math.min(tip.depth, start - 1 + AHEAD) };
  }
}
