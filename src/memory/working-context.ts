/** Contextual memory: the newest messages of a conversation's active branch that fit the model's window. */
import { Injectable } from '@nestjs/common';
import { estimateTokens } from '../common/token-estimate.js';
import { LlmConfig } from '../config/llm.config.js';
import { Conversations } from '../session/conversations.js';
import type { WorkingContextView } from './views/working-context.view.js';

const MESSAGES = 60;
/** Of the model's context; the rest is for the answer. */
const WINDOW_SHARE = 0.75;

@Injectable()
export class WorkingContext {
  constructor(
    private readonly conversations: Conversations,
    private readonly llm: LlmConfig,
  ) {}

  async of(userId: string, sessionId: string): Promise<WorkingContextView> {
    const session = await this.conversations.get(userId, sessionId);
    const tip = session.head_id ? { branchId: session.head_branch!, depth: session.head_depth! } : undefined;
    const history = await this.conversations.history(userId, sessionId, tip, MESSAGES);
    const limit = Math.floor(this.llm.contextTokens * WINDOW_SHARE);
    let used = session.system_prompt ? estimateTokens(session.system_prompt) : 0;
    const messages: WorkingContextView['messages'] = [];
    for (const { id, role, content } of history) {
      const tokens = estimateTokens(content) + 4;
      if (used + tokens > limit) break;
      used += tokens;
      messages.unshift({ id, role, tokens });
    }
    return { session_id: sessionId, limit, used, messages, summary: null };
  }
}
