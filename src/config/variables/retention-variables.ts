/** How long things are kept. */
import { wholeNumber } from '../variable-kinds.js';
import { variable } from './variable.js';

export const RETENTION_VARIABLES = {
  RETENTION_SESSION_DAYS: variable(
    'Retention',
    wholeNumber,
    '0',
    'Days after its last message a conversation is deleted; 0: never',
  ),
  RETENTION_TURN_DAYS: variable(
    'Retention',
    wholeNumber,
    '0',
    'Days the log of a turn is kept: its options and what entered its prompt; messages stay; 0: for ever',
  ),
  RETENTION_AUDIT_DAYS: variable('Retention', wholeNumber, '0', 'Days entries of the audit log are kept; 0: for ever'),
} as const;
