/** The embeddings server and the reranker. */
import { milliseconds, optionalUrl, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const EMBEDDINGS_VARIABLES = {
  EMBEDDINGS_API_URL: variable(
    'Embeddings',
    optionalUrl,
    '',
    'OpenAI-compatible embeddings server; empty: search by words only',
  ),
  EMBEDDINGS_API_KEY: variable('Embeddings', text, '', 'Key sent to the embeddings server', true),
  EMBEDDINGS_MODEL: variable(
    'Embeddings',
    text,
    '',
    'Embedding model; empty: the first one the server lists. Another one is built beside the one in use, then switched to',
  ),
  EMBEDDINGS_TIMEOUT_MS: variable('Embeddings', milliseconds, '60000', 'Longest request while documents are embedded'),
  EMBEDDINGS_QUERY_TIMEOUT_MS: variable(
    'Embeddings',
    milliseconds,
    '1500',
    'Longest a search waits for its query to be embedded; then it goes on by words',
  ),
  RERANK_API_URL: variable(
    'Embeddings',
    optionalUrl,
    '',
    'Rerank endpoint (Jina, Cohere, vLLM form) that re-orders the best 50 passages; empty: none',
  ),
  RERANK_API_KEY: variable('Embeddings', text, '', 'Key sent to the rerank endpoint', true),
  RERANK_MODEL: variable('Embeddings', text, '', 'Rerank model'),
  RERANK_TIMEOUT_MS: variable('Embeddings', milliseconds, '1500', 'Longest a search waits for the reranker'),
} as const;
