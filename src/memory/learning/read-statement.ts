/** Reads one clause as something to know. Pure. */
import type { Statement } from './finding.js';
import { ABOUT_ME } from './patterns/about-me.js';
import { BELONGING } from './patterns/belongings.js';
import { INSTRUCTIONS } from './patterns/instructions.js';
import { firstReading } from './patterns/pattern.js';
import { TASTES } from './patterns/tastes.js';
import { withoutAdverbs } from './phrases.js';

const PATTERNS = [...INSTRUCTIONS, ...BELONGING, ...TASTES, ...ABOUT_ME];

/** Undefined where no pattern knows it. */
export function readStatement(clause: string): Statement | undefined {
  const content = tidy(clause);
  const plain = withoutAdverbs(content.replace(/[\u2018\u2019]/g, "'").replace(/[\s.!]+$/, ''));
  return firstReading(PATTERNS, plain, content);
}

/** With a capital letter in front and without the full stop. */
export function tidy(clause: string): string {
  const text = clause.trim().replace(/[\s.!,;:]+$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
