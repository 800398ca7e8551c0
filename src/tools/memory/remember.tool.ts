/** Writes down what is to be known of the user from now on. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Memories } from '../../memory/facts/memories.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';

const LONGEST = 1000;

const parameters = z.object({
  content: z.string().trim().min(1).max(LONGEST).describe('One statement, in full: "The user lives in Bergen."'),
  kind: z.enum(['fact', 'preference', 'instruction']).optional().describe('instruction: how to answer from now on'),
});
type Arguments = z.output<typeof parameters>;

export class RememberTool implements Tool<Arguments> {
  readonly name = 'remember';
  readonly description =
    'Keeps one statement about the user for all later conversations. Use it only where the user wants it kept.';
  readonly parameters = parameters;
  readonly sideEffects = 'asks';
  readonly untrusted = false;

  constructor(private readonly memories: Memories) {}

  async run({ content, kind }: Arguments, context: ToolContext): Promise<ToolResult> {
    if (!context.memory) throw new AppError('forbidden', 'Memory is switched off here.');
    const kept = await this.memories.add(context.userId, { content, kind });
    return { summary: `Remembered: ${kept.content}`, content: 'It is kept.' };
  }
}
