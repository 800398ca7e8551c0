/** Searches the web through whichever engine is set up. */
import { z } from 'zod';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import type { WebSearch } from './web-search.js';

const SHOWN = 2000;

const parameters = z.object({
  query: z.string().min(1).max(400).describe('What to look for, as one would type it into a search engine'),
  limit: z.number().int().min(1).max(10).default(5),
});
type Arguments = z.output<typeof parameters>;

export class WebSearchTool implements Tool<Arguments> {
  readonly name = 'web_search';
  readonly description =
    'Searches the web and gives numbered results with their addresses. Cite what you use as [n]. For what may have ' +
    'changed lately or is not in the documents.';
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = true;

  constructor(private readonly engine: WebSearch) {}

  async run({ query, limit }: Arguments, context: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    const hits = await this.engine.search({ query, limit }, signal);
    if (!hits.length) return { summary: 'Nothing found on the web.', content: 'Nothing was found.' };
    const parts = hits.map(({ title, url, text, score }) => {
      const shown = text.slice(0, SHOWN);
      const n = context.cite({ title: title.slice(0, 300), url: url.slice(0, 2000), quote: shown, score });
      return `[${n}] ${title}\n${url}\n${shown}`;
    });
    return { summary: `${hits.length} results for "${query}"`, content: parts.join('\n\n') };
  }
}
