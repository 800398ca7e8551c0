/** The chat model and how long it is waited for. */
import { z } from 'zod';
import { httpUrl, positive, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const MODEL_VARIABLES = {
  LLM_PROVIDER: variable(
    'Model',
    z.enum(['auto', 'openai', 'extractive']),
    'auto',
    'auto: the server at LLM_API_URL if it answers, else extractive (quotes documents, needs no model); or openai, extractive',
  ),
  LLM_API_URL: variable(
    'Model',
    httpUrl,
    'http://localhost:6301',
    'Any OpenAI-compatible server; /v1 is added when the URL has no path',
  ),
  LLM_API_KEY: variable('Model', text, '', 'Key sent to the model server', true),
  LLM_MODEL: variable(
    'Model',
    text,
    '',
    'Model to use unless a request names one; empty: the first one the server lists',
  ),
  LLM_CONTEXT_TOKENS: variable('Model', positive, '8192', 'Tokens of prompt and answer the model can take'),
  LLM_CONNECT_TIMEOUT_MS: variable('Model', positive, '10000', 'Longest wait for a connection'),
  LLM_FIRST_TOKEN_TIMEOUT_MS: variable('Model', positive, '120000', 'Longest wait for the first token'),
  LLM_IDLE_TIMEOUT_MS: variable('Model', positive, '60000', 'Longest silence between tokens'),
  LLM_TOTAL_TIMEOUT_MS: variable('Model', positive, '1800000', 'Longest whole answer'),
  LLM_ENGINE_COMMAND: variable('Model', text, '', 'Command that starts a model server, for `npm run rai -- launch`'),
} as const;
