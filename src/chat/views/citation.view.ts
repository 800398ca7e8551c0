/** A passage that was in the prompt of an answer. */
export class CitationView {
  /** The number under which the answer cites it. */
  n: number;
  document_id: string;
  chunk_id: string;
  title: string;
  /** The sentence that bears on the question. */
  quote: string;
  /** UTF-16 offsets of the quote in the document's stored text. */
  start: number;
  end: number;
  page?: number;
  score: number;
  /** Whether the answer refers to it. */
  cited?: boolean;
}

/** Something recalled from memory that was in the prompt. */
export class MemoryView {
  id: string;
  content: string;
  score: number;
}
