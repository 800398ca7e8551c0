import type { ResponseFormat } from '../structured/response-format.js';

/** What a request may choose for its turn. */
export interface TurnOptions {
  model?: string;
  agent?: string;
  tone?: string;
  temperature?: number;
  maxTokens?: number;
  /** false: none; ids: only these collections; undefined: the conversation's, else all, where there are any. */
  documents?: boolean | string[];
  memory?: boolean;
  web?: boolean;
  attachments?: string[];
  /** The answer is JSON of this shape. */
  responseFormat?: ResponseFormat;
}
