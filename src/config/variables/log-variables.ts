/** What is logged and where. */
import { z } from 'zod';
import { text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const LOG_VARIABLES = {
  LOG_LEVEL: variable(
    'Log',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
    'How much is logged',
  ),
  LOG_FILE: variable(
    'Log',
    text.optional(),
    undefined,
    'Log file; DATA_DIR/logs/rai.log unless set, "off" writes none',
  ),
} as const;
