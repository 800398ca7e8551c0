export class KeptMessageView {
  id: string;
  role: 'user' | 'assistant' | 'tool' | 'system';
  /** Estimated. */
  tokens: number;
}

/** What the next turn of a conversation would keep in mind before it looks anything up. */
export class WorkingContextView {
  session_id: string;
  /** Tokens the window may have. */
  limit: number;
  used: number;
  /** Oldest first. */
  messages: KeptMessageView[];
  /** What came before the window, in short. */
  summary: string | null;
  /** Estimated; part of `used`. */
  summary_tokens: number;
  /** The last message the summary covers. */
  summary_until?: string;
}
