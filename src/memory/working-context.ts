/** Contextual memory: the newest messages of a conversation's active branch that fit the model's window, and what came before in short. */
import { Injectable } from '@nestjs/common';
import { estimateTokens } from '../common/token-estimate.js';
import { LlmConfig } from '../config/llm.config.js';
import { Conversations } from '../session/conversations.js';
import { Summaries } from './summary/summaries.js';
import type { WorkingContextView } from './views/working-context.view.js';
import { MESSAGE_OVERHEAD, WINDOW_MESSAGES, WINDOW_SHARE } from './window.js';

@Injectable()
export class WorkingContext {
  constructor(
    private readonly conversations: Conversations,
    private readonly summaries: Summaries,
    private readonly llm: LlmConfig,
  ) {}

  async of(userId: string, sessionId: string): Promise<WorkingContextView> {
    const session = await this.conversations.get(userId, sessionId);
    const tip = session.head_id ? { branchId: session.head_branch!, depth: session.head_depth! } : undefined;
    const history = await this.conversations.history(userId, sessionId, tip, WINDOW_MESSAGES);
    const summary = await this.summaries.onPath(userId, sessionId, tip);
    const limit = Math.floor(this.llm.contextTokens * WINDOW_SHARE);
    const summaryTokens = summary ? estimateTokens(summary.content) : 0;
    let used = (session.system_prompt ? estimateTokens(session.system_prompt) : 0) + summaryTokens;
    const messages: WorkingContextView['messages'] = [];
    for (const { id, role, content } of history) {
      const tokens = estimateTokens(content) + MESSAGE_OVERHEAD;
      if (used + tokens > limit) break;
      used += tokens;
      messages.unshift({ id, role, tokens });
    }
    return {
      session_id: sessionId,
      limit,
      used,
      messages,
      summary: summary?.content ?? null,
      summary_tokens: summaryTokens,
      ...(summary && { summary_until: summary.messageId }),
    };
  }
}
