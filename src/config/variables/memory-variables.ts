/** How memory learns and sums up. */
import { z } from 'zod';
import { variable } from './variable.js';

export const MEMORY_VARIABLES = {
  MEMORY_EXTRACTION: variable(
    'Memory',
    z.enum(['patterns', 'auto', 'off']),
    'patterns',
    'How facts are learned from what a user says: patterns (no model call), auto (the model where there is one; a call more for a turn that says something), off',
  ),
  MEMORY_SUMMARY: variable(
    'Memory',
    z.enum(['sentences', 'model', 'off']),
    'sentences',
    'How the part of a conversation that no longer fits the window is summed up: sentences (picks them, no model call), model, off',
  ),
} as const;
