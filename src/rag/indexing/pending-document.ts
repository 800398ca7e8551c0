/** A document that waits for its next generation to be indexed. */
export interface PendingDocument {
  id: string;
  title: string;
  title_given: number;
  mime: string;
  file_id: string | null;
  source_url: string | null;
  bytes: number;
  chunk_count: number;
  /** The live one; 0 where there is none. */
  generation: number;
  next_generation: number;
}

/** Values of `title_given`: somebody chose the title … */
export const TITLE_BY_USER = 1;
/** … or it is the page's own, and changes with it. */
export const TITLE_FROM_PAGE = 2;
