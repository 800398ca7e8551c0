/** Searches what the user has said and been told in all conversations that may be remembered. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Episodes } from '../../memory/episodes.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';

const EXCERPT = 1500;

const parameters = z.object({
  query: z.string().min(1).max(2000).describe('What to remember'),
  limit: z.number().int().min(1).max(20).default(6),
});
type Arguments = z.output<typeof parameters>;

export class RecallMemoryTool implements Tool<Arguments> {
  readonly name = 'recall_memory';
  readonly description = 'Searches earlier conversations for what the user said or was told, with dates.';
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = true;

  constructor(private readonly episodes: Episodes) {}

  async run({ query, limit }: Arguments, context: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    if (!context.memory) throw new AppError('forbidden', 'Memory is switched off here.');
    const found = await this.episodes.find(context.userId, { query, limit, signal });
    if (!found.length) return { summary: 'Nothing remembered.', content: 'Nothing was found.' };
    const lines = found.map(
      ({ created_at, name, role, content }) =>
        `${created_at.slice(0, 10)} ${name ?? (role === 'user' ? 'the user' : role)}: ${content.slice(0, EXCERPT)}`,
    );
    return { summary: `${found.length} remembered`, content: lines.join('\n') };
  }
}
