/** A document as it is about to be accepted, wherever it came from. */
import { createHash } from 'node:crypto';
import { wellFormed } from '../../common/well-formed.js';

export interface IncomingDocument {
  title?: string;
  externalId?: string;
  collectionId?: string;
  metadata?: Record<string, unknown>;
  mime: string;
  bytes: number;
  /** Of the bytes, hex. */
  sha256: string;
  /** Text that came in the request … */
  text?: string;
  /** … or the stored file it will be read from … */
  fileId?: string;
  /** … or the page. */
  sourceUrl?: string;
}

export interface TextFields {
  title?: string;
  text: string;
  external_id?: string;
  collection_id?: string;
  metadata?: Record<string, unknown>;
}

/** JSON fields -> a document; its text is taken for Markdown, which plain text is too. */
export function incomingText(fields: TextFields): IncomingDocument {
  // A byte order mark is no part of the text: whoever reads it back would not get it, and count from another place.
  const text = wellFormed(fields.text).replace(/^\ufeff+/, '');
  return {
    title: fields.title === undefined ? undefined : wellFormed(fields.title),
    externalId: fields.external_id === undefined ? undefined : wellFormed(fields.external_id),
    collectionId: fields.collection_id,
    metadata: fields.metadata,
    mime: 'text/markdown',
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    text,
  };
}

/** A page that is fetched when its turn comes; its URL is all there is of it, so the same URL is the same document. */
export function incomingPage(fields: Omit<TextFields, 'text'>, url: string): IncomingDocument {
  const { href } = new URL(url);
  return { ...incomingText({ ...fields, text: href }), mime: 'text/html', bytes: 0, text: undefined, sourceUrl: href };
}

const LONGEST_TITLE = 80;

/** A title for a document that has none: its first line, without Markdown's marks. */
export function titleFrom(text: string): string {
  const line = /\S[^\n\r]*/.exec(text.slice(0, 2000))?.[0] ?? '';
  const plain = line.replace(/^[#>*\-+\s]+/, '').trim() || line.trim();
  if (plain.length <= LONGEST_TITLE) return plain || 'Untitled';
  const cut = plain.slice(0, LONGEST_TITLE).replace(/\s+\S*$/, '');
  return `${wellFormed(cut).replace(/\ufffd$/, '')}…`;
}
