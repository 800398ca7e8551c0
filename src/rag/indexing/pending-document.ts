/** A document that waits for its next generation to be indexed. */
export interface PendingDocument {
  id: string;
  title: string;
  title_given: number;
  mime: string;
  file_id: string | null;
  bytes: number;
  chunk_count: number;
  /** The live one; 0 where there is none. */
  generation: number;
  next_generation: number;
}
