import type { VariableName } from './variables.js';

/** Variables whose readers look at the configuration each time, so that a new value works without a restart. */
export const RUNTIME_SETTINGS: readonly VariableName[] = [
  'RATE_LIMIT',
  'RATE_LIMIT_PER_MINUTE',
  'LOG_LEVEL',
  'FILE_QUOTA_BYTES',
  'DOCUMENT_QUOTA',
  'JWT_ACCESS_TOKEN_EXPIRES',
  'REGISTRATION',
  'PASSWORD_MIN_LENGTH',
  'LOGIN_MAX_FAILURES',
  'LLM_MODEL',
  'LLM_CONTEXT_TOKENS',
  'LLM_FIRST_TOKEN_TIMEOUT_MS',
  'LLM_IDLE_TIMEOUT_MS',
  'LLM_TOTAL_TIMEOUT_MS',
  'PRICES',
  'BUDGET_TOKENS_PER_DAY',
  'BUDGET_TOKENS_PER_MONTH',
  'BUDGET_COST_PER_DAY',
  'BUDGET_COST_PER_MONTH',
  'BUDGET_TURNS_PER_DAY',
  'BUDGET_TURNS_PER_MONTH',
  'STATS_RAW_DAYS',
];
