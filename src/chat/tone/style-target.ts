/**
 * What a tone asks for in the measures that answers are scored by (see measure-style.ts), and how far answers are from
 * it. Tones are written in words; where these say nothing measurable there is no target. Pure.
 */
import type { StyleValue, ToneDefinition } from './tone.js';

export interface StyleMeans {
  words: number;
  reading_ease: number;
  hedges: number;
  formality: number;
}

export type StyleTarget = Partial<StyleMeans>;

const LOW = /^(?:low|little|few|casual|informal|short|brief|terse|none|no|never|sparing(?:ly)?|rare(?:ly)?)\b/i;
const MEDIUM = /^(?:medium|moderate|middle|neutral|balanced|normal|some|sometimes)\b/i;
const HIGH = /^(?:high|much|many|very|formal|long|detailed|thorough|often|always)\b/i;
const EASY = /^(?:easy|simple|plain|basic|child)/i;
const HARD = /^(?:hard|academic|expert|advanced|scientific|university|college)/i;

/** Of low, medium, high. */
const FORMALITY = [25, 50, 75] as const;
const WORDS = [60, 150, 350] as const;
/** In a thousand words. */
const HEDGES = [5, 15, 30] as const;

export function targetOf({ formality, length, reading_level, hedging }: ToneDefinition): StyleTarget {
  const target = {
    words: typeof length === 'number' ? inRange(length, 1, 100_000) : graded(length, WORDS),
    reading_ease: easeOf(reading_level),
    hedges: typeof hedging === 'number' ? inRange(share(hedging) / 2, 0, 50) : graded(hedging, HEDGES),
    formality: typeof formality === 'number' ? inRange(share(formality), 0, 100) : graded(formality, FORMALITY),
  };
  return Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined));
}

/** 0 (as asked) to 1 (as far as can be), the mean over what the tone asks for; undefined where that is nothing. */
export function distanceTo(target: StyleTarget, means: StyleMeans): number | undefined {
  const parts = [
    target.words === undefined ? undefined : Math.abs(Math.log(Math.max(1, means.words) / target.words)) / Math.log(4),
    away(target.reading_ease, means.reading_ease, 100),
    away(target.hedges, means.hedges, 50),
    away(target.formality, means.formality, 100),
  ].filter((part) => part !== undefined);
  if (!parts.length) return undefined;
  const sum = parts.reduce((all, part) => all + Math.min(1, part), 0);
  return Math.round((100 * sum) / parts.length) / 100;
}

const away = (target: number | undefined, mean: number, whole: number): number | undefined =>
  target === undefined ? undefined : Math.abs(mean - target) / whole;

function graded(
  value: StyleValue | null | undefined,
  [low, medium, high]: readonly [number, number, number],
): number | undefined {
  if (value === false) return low;
  if (value === true) return high;
  const word = String(value ?? '').trim();
  if (LOW.test(word)) return low;
  if (MEDIUM.test(word)) return medium;
  return HIGH.test(word) ? high : undefined;
}

/** Numbers up to 1 are shares, others percentages. */
const share = (value: number): number => (value <= 1 ? value * 100 : value);

/** A number is a school year: reading ease falls by about ten points a year from 95 in the fifth (Flesch 1948, table 6). */
function easeOf(level: StyleValue | null | undefined): number | undefined {
  if (typeof level === 'number') return inRange(95 - 10 * (Math.max(5, level) - 5), 0, 100);
  const word = String(level ?? '').trim();
  if (EASY.test(word)) return 75;
  if (HARD.test(word)) return 30;
  return MEDIUM.test(word) ? 55 : undefined;
}

const inRange = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
