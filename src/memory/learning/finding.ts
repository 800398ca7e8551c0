/** What reading somebody's words can find: something to know, or something that is no longer so. */
import type { MemoryKind } from '../facts/memory-kind.js';

export interface Statement {
  type: 'statement';
  kind: MemoryKind;
  /** In the speaker's own words. */
  content: string;
  /** What it is the value of, where there is one value at a time. */
  attribute: string | null;
  value?: string;
  /** 0..100. */
  confidence: number;
  /** Said in words that may mean something else: gives way to what is known for certain. */
  isUncertain?: true;
}

/** Something is no longer true, or is not to be known any more. */
export interface Retraction {
  type: 'retraction';
  /** What it was about, in words. */
  about: string;
  attribute: string | null;
  /** Everything about it, not only what fits best. */
  all?: boolean;
  /** It is of the speaker: what is known of people and animals near them is not meant unless it names them. */
  isOwn?: boolean;
  /** Only what is of this kind is meant. */
  kind?: MemoryKind;
  /** It was asked to be forgotten: neither is the asking recalled. */
  isForgetting?: boolean;
}

/** What was said last in this conversation is not so. */
export interface LastRetraction {
  type: 'last-retraction';
}

/** One word of what is known gives way to another; where nothing fits, `statement` may be learned instead. */
export interface Replacement {
  type: 'replacement';
  from: string;
  to: string;
  /** It is of the speaker, as with a retraction. */
  isOwn?: boolean;
  statement?: Statement;
}

/** Everything that is known is to be forgotten. */
export interface TotalForgetting {
  type: 'forget-all';
}

export type Finding = Statement | Retraction | LastRetraction | Replacement | TotalForgetting;

export function statement(
  kind: MemoryKind,
  content: string,
  attribute: string | null,
  value?: string,
  confidence = 80,
): Statement {
  return { type: 'statement', kind, content, attribute, ...(value && { value }), confidence };
}

/** A wish about memory, and not only news of what has changed. */
export function asksToForget(finding: Finding): boolean {
  return finding.type === 'forget-all' || (finding.type === 'retraction' && finding.isForgetting === true);
}
