/** The chat model and how long it is waited for. */
import { z } from 'zod';
import { profileTable, routeTable, upstreamList } from '../upstream-settings.js';
import { httpUrl, milliseconds, positive, text } from '../variable-kinds.js';
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
    'Model or alias to use unless a request names one; empty: the first one the server lists',
  ),
  LLM_UPSTREAMS: variable(
    'Model',
    upstreamList,
    '',
    'Further model servers beside the one at LLM_API_URL (which is called default), as JSON: [{"name":"big","url":"http://gpu-2:8000","key":"","models":["some-model"]}]; without models: what the server lists',
    true,
  ),
  LLM_ROUTES: variable(
    'Model',
    routeTable,
    '{}',
    'Aliases, as JSON: {"fast":["small@default","small@big"]}; the next model is asked where one fails before its first token',
  ),
  LLM_PROFILES: variable(
    'Model',
    profileTable,
    '{}',
    'What models can do where their server does not tell, as JSON by model or model@server: {"some-model":{"context_tokens":32768,"tools":true,"vision":false,"json_schema":true}}',
  ),
  LLM_CONTEXT_TOKENS: variable(
    'Model',
    positive,
    '8192',
    'Tokens of prompt and answer a model can take; less where its server says so, otherwise see LLM_PROFILES',
  ),
  LLM_CONNECT_TIMEOUT_MS: variable('Model', milliseconds, '10000', 'Longest wait for a connection'),
  LLM_FIRST_TOKEN_TIMEOUT_MS: variable('Model', milliseconds, '120000', 'Longest wait for the first token'),
  LLM_IDLE_TIMEOUT_MS: variable('Model', milliseconds, '60000', 'Longest silence between tokens'),
  LLM_TOTAL_TIMEOUT_MS: variable('Model', milliseconds, '1800000', 'Longest whole answer'),
  LLM_ENGINE_COMMAND: variable('Model', text, '', 'Command that starts a model server, for `npm run rai -- launch`'),
} as const;
