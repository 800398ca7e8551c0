/** What the API answers with, as far as the page uses it. */
export interface User {
  id: string;
  username: string;
  role: 'admin' | 'user';
  created_at: string;
}

export interface Page<T> {
  data: T[];
  has_more: boolean;
  next_cursor: string | null;
}

export interface Session {
  id: string;
  title: string | null;
  model: string | null;
  tone: string | null;
  agent: string | null;
  folder: string | null;
  archived: boolean;
  head_id: string | null;
  updated_at: string;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  estimated?: boolean;
}

export interface Citation {
  n: number;
  document_id: string;
  chunk_id: string;
  title: string;
  quote: string;
  /** UTF-16 offsets of the quote in the document's text. */
  start: number;
  end: number;
  page?: number;
  score: number;
  cited?: boolean;
}

export interface Recalled {
  id: string;
  content: string;
  score: number;
}

export interface Message {
  id: string;
  session_id: string;
  parent_id: string | null;
  role: 'user' | 'assistant' | 'tool' | 'system';
  content: string;
  created_at: string;
  turn_id?: string;
  /** An answer's: `running`, `complete`, `incomplete`, `failed`, or that it waits for a person. */
  state?: string;
  reason?: string;
  error?: string;
  model?: string;
  usage?: Usage;
  citations?: Citation[];
  memories?: Recalled[];
  attachments?: string[];
  /** Ids of all versions of it, oldest first, where there are several. */
  versions?: string[];
}

export interface Document {
  id: string;
  title: string;
  collection_id: string;
  state: 'queued' | 'indexing' | 'ready' | 'failed';
  error?: string;
  bytes: number;
  chunks: number;
  created_at: string;
}

export interface Chunk {
  id: string;
  text: string;
  start: number;
  end: number;
  page?: number;
  heading?: string;
}

export interface Collection {
  id: string;
  name: string;
  is_default: boolean;
}

export interface Found {
  chunk_id: string;
  document_id: string;
  title: string;
  heading?: string;
  text: string;
  start: number;
  end: number;
  page?: number;
  score: number;
  explain?: Record<string, unknown>;
}
