/** Searches the user's documents. */
import { z } from 'zod';
import { bestQuote } from '../../rag/best-quote.js';
import type { Passage, Retriever } from '../../rag/retriever.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';

const parameters = z.object({
  query: z.string().min(1).max(2000).describe('What to look for, as a question or as words'),
  limit: z.number().int().min(1).max(20).default(6).describe('The most passages wanted'),
  document_id: z.string().optional().describe('Only within this document'),
});
type Arguments = z.output<typeof parameters>;

export class SearchDocumentsTool implements Tool<Arguments> {
  readonly name = 'search_documents';
  readonly description =
    "Searches the user's documents and gives numbered passages. Cite what you use as [n], right after the statement.";
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = true;

  constructor(private readonly retriever: Retriever) {}

  async run({ query, limit, document_id }: Arguments, context: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    const passages = await this.retriever.retrieve(context.userId, query, {
      limit,
      collectionIds: context.collectionIds,
      documentIds: document_id ? [document_id] : undefined,
      signal,
    });
    if (!passages.length) return { summary: 'No passage found.', content: 'No passage was found.' };
    const parts = passages.map((passage) => {
      const n = context.cite(sourceOf(query, passage));
      return `[${n}] ${passage.title} (document_id ${passage.documentId})\n${passage.text}`;
    });
    return { summary: summaryOf(passages), content: parts.join('\n\n') };
  }
}

function sourceOf(query: string, passage: Passage) {
  const { documentId, chunkId, title, page, score } = passage;
  return { ...bestQuote(query, passage), documentId, chunkId, title, page, score };
}

function summaryOf(passages: readonly Passage[]): string {
  const titles = [...new Set(passages.map(({ title }) => title))];
  return `${passages.length} ${passages.length === 1 ? 'passage' : 'passages'} from ${titles.join(', ')}`;
}
