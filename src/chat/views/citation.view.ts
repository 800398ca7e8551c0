/** A passage that was in the prompt of an answer. */
export class CitationView {
  /** The number under which the answer cites it. */
  n: number;
  /** null where it is a web page. */
  document_id: string | null;
  chunk_id: string | null;
  title: string;
  /** The sentence that bears on the question. */
  quote: string;
  /** UTF-16 offsets of the quote in the document's stored text. */
  start: number;
  end: number;
  page?: number;
  /** Of a web page. */
  url?: string;
  score: number;
  /** Whether the answer refers to it. */
  cited?: boolean;
  /** false: a sentence that refers to it says what it does not. Only where it is cited. */
  supported?: boolean;
}

/** Something recalled from memory that was in the prompt. */
export class MemoryView {
  /** Of an episode the message's id. */
  id: string;
  content: string;
  score: number;
  /** Its number in the prompt, as [m1]. */
  n?: number;
  kind?: 'fact' | 'preference' | 'instruction' | 'episode';
  /** Where it was said. */
  session_id?: string;
  message_id?: string;
}
