/** Reads one of the user's documents, a stretch at a time. */
import { z } from 'zod';
import type { DocumentReading } from '../../rag/documents/document-reading.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';

/** UTF-16 units at once: a little less than a result may have. */
const STRETCH = 12_000;
const QUOTE = 300;
/** A document is at most some hundred megabytes; nobody reads it from there. */
const FURTHEST = 50_000_000;

const parameters = z.object({
  document_id: z.string().describe('The id, as search_documents gives it'),
  start: z.number().int().min(0).max(FURTHEST).default(0).describe('Where to begin, in characters'),
});
type Arguments = z.output<typeof parameters>;

export class ReadDocumentTool implements Tool<Arguments> {
  readonly name = 'read_document';
  readonly description = `Reads ${STRETCH} characters of a document from a given place. Cite it by the number it gives.`;
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = true;

  constructor(private readonly documents: DocumentReading) {}

  async run({ document_id, start }: Arguments, context: ToolContext): Promise<ToolResult> {
    const { userId, collectionIds } = context;
    const request = { documentId: document_id, start, length: STRETCH, collectionIds };
    const { title, text, end, chunkId, more } = await this.documents.read(userId, request);
    if (!text) return { summary: `${title}: nothing behind ${start}`, content: 'The document ends before that place.' };
    const quote = text.slice(0, QUOTE);
    const n = context.cite({ title, documentId: document_id, chunkId, quote, start, end: start + quote.length });
    const rest = more ? `It goes on: start=${end} reads further.` : 'This is its end.';
    return { summary: `${title}, ${start} to ${end}`, content: `[${n}] ${title}\n${text}\n(${rest})` };
  }
}
