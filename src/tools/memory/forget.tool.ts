/** Takes something that is known of the user away, with its history. It does not come back. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Forgetting } from '../../memory/facts/forgetting.js';
import type { Memories } from '../../memory/facts/memories.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';

const LONGEST = 1000;
const MOST_CHOICES = 5;

const parameters = z.object({
  content: z.string().trim().min(1).max(LONGEST).describe('What to forget, in the words it is kept in'),
});
type Arguments = z.output<typeof parameters>;

export class ForgetTool implements Tool<Arguments> {
  readonly name = 'forget';
  readonly description =
    'Forgets one statement about the user for good. Use it only where the user wants it forgotten.';
  readonly parameters = parameters;
  readonly sideEffects = 'dangerous';
  readonly untrusted = false;

  constructor(
    private readonly memories: Memories,
    private readonly forgetting: Forgetting,
  ) {}

  /** Exactly one must be meant: where several hold the words, the model is told them and chooses. */
  async run({ content }: Arguments, context: ToolContext): Promise<ToolResult> {
    if (!context.memory) throw new AppError('forbidden', 'Memory is switched off here.');
    const { items } = await this.memories.list(context.userId, { q: content, limit: MOST_CHOICES });
    const same = items.filter((memory) => plain(memory.content) === plain(content));
    const meant = same.length ? same : items;
    if (!meant.length) throw new AppError('not_found', 'Nothing of that kind is known.');
    if (meant.length > 1) {
      const choices = meant.map((memory) => `"${memory.content}"`).join(', ');
      throw new AppError('conflict', `Several things are known that fit; say which: ${choices}`);
    }
    await this.forgetting.forget(context.userId, meant[0]!.id);
    return { summary: `Forgotten: ${meant[0]!.content}`, content: 'It is forgotten.' };
  }
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s.]+/g, ' ')
    .trim();
