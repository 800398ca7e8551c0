/** How well a memory fits what is being taken back. Pure. */
import { stemsIn, stemsOfText } from '../facts/memory-words.js';
import type { Memory } from '../memory.entity.js';
import type { Retraction } from './finding.js';
import { attributeOf, FAMILY, PETS, PHONE_ITSELF } from './phrases.js';

type Known = Pick<Memory, 'kind' | 'content' | 'attribute' | 'stems'>;

/** With the one goes the other. */
const ENDS_TOO: Record<string, string> = { occupation: 'employer' };
/** These are asked by where somebody eats and what: by words that mean something else elsewhere. */
const ASKED_BY_OCCASION = /^(?:diet|allergy)\b/;
const BEINGS = new Set(stemsIn(`${FAMILY}|${PETS}`.replaceAll('|', ' ')));
const OF_ANOTHER = new RegExp(String.raw`^(?:my|our) (?:[\p{L}-]+ ){0,2}?(?:${FAMILY}|${PETS})\b`, 'iu');

/** 0..1: the part of the words that the memory has. Of somebody else's, nothing of it where one spoke of oneself. */
export function fitOf(memory: Known, retraction: Omit<Retraction, 'type'>): number {
  const { about, attribute, isOwn, isForgetting, kind } = retraction;
  if (kind && kind !== memory.kind) return 0;
  // Who sells a phone keeps its number.
  if (!isForgetting && attribute === PHONE_ITSELF && memory.attribute === attributeOf('phone number')) return 0;
  const isOfAttribute = memory.attribute === attribute || memory.attribute === ENDS_TOO[attribute ?? ''];
  if (attribute !== null && isOfAttribute) return 1;
  const stems = stemsIn(about);
  if (!stems.length || (isOwn && isOfAnother(memory, stems))) return 0;
  // Who wants something of theirs forgotten may name it as one asks for it.
  const isAsked = isForgetting && attribute !== null && !ASKED_BY_OCCASION.test(memory.attribute ?? '');
  const words = new Set(isAsked ? stemsOfText(memory.stems) : stemsIn(memory.content));
  return stems.filter((stem) => words.has(stem)).length / stems.length;
}

/** Of somebody or some animal near the speaker that is not named. */
function isOfAnother({ content, attribute }: Known, named: readonly string[]): boolean {
  const key = attribute?.split(' ') ?? [];
  const start = OF_ANOTHER.exec(content)?.[0];
  const beings = [...(key.includes('name') ? key : []), ...(start ? stemsIn(start) : [])].filter((stem) =>
    BEINGS.has(stem),
  );
  return beings.length > 0 && !beings.some((being) => named.includes(being));
}
