/** What reading a document gives, whatever its format. */
import type { Layout } from '../chunking/blocks-in.js';

/** UTF-16 offsets into the text; `end` exclusive. Pages are numbered from 1, in order, without gaps or overlaps. */
export interface PageSpan {
  page: number;
  start: number;
  end: number;
}

/** `text` is what is stored, searched and cited. */
export interface Extraction {
  text: string;
  mime: string;
  layout: Layout;
  /** As the document itself gives it. */
  title?: string;
  pages?: PageSpan[];
}

/** What is said about the bytes by whoever sent them; believed only where the bytes leave it open. */
export interface ExtractionHint {
  /** File name or the last part of a URL. */
  name: string;
  /** Character set named by the transport. */
  charset?: string;
  /** A page from the web: menus and other furniture around its content are left out. */
  isPage?: boolean;
}

/** UTF-16 units a document's text may have. */
export const MOST_TEXT = 27_000_000;
