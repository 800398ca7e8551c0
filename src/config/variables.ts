/**
 * Every environment variable this server reads: its type, default and meaning, in one table. `.env.example`, the
 * README's table, validation and `doctor` are made from it. It must not read the environment itself.
 */
import type { z } from 'zod';
import { ACCOUNTS_VARIABLES } from './variables/accounts-variables.js';
import { DATA_VARIABLES } from './variables/data-variables.js';
import { EMBEDDINGS_VARIABLES } from './variables/embeddings-variables.js';
import { FILES_VARIABLES } from './variables/files-variables.js';
import { LOG_VARIABLES } from './variables/log-variables.js';
import { MEMORY_VARIABLES } from './variables/memory-variables.js';
import { MODEL_VARIABLES } from './variables/model-variables.js';
import { OUTBOUND_VARIABLES } from './variables/outbound-variables.js';
import { RETENTION_VARIABLES } from './variables/retention-variables.js';
import { SERVER_VARIABLES } from './variables/server-variables.js';
import { TOOLS_VARIABLES } from './variables/tools-variables.js';
import { TRACING_VARIABLES } from './variables/tracing-variables.js';
import { USAGE_VARIABLES } from './variables/usage-variables.js';

export const VARIABLES = {
  ...SERVER_VARIABLES,
  ...LOG_VARIABLES,
  ...TRACING_VARIABLES,
  ...DATA_VARIABLES,
  ...FILES_VARIABLES,
  ...ACCOUNTS_VARIABLES,
  ...MODEL_VARIABLES,
  ...EMBEDDINGS_VARIABLES,
  ...OUTBOUND_VARIABLES,
  ...MEMORY_VARIABLES,
  ...TOOLS_VARIABLES,
  ...RETENTION_VARIABLES,
  ...USAGE_VARIABLES,
} as const;

export type VariableName = keyof typeof VARIABLES;
/** The validated environment: every variable with its parsed value. */
export type Environment = { [K in VariableName]: z.output<(typeof VARIABLES)[K]['schema']> };
