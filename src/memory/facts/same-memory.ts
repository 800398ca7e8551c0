/** Tells whether two statements say the same. Pure. */
import { isNegative, normalForm, signsOf, stemsIn } from './memory-words.js';

export interface Statement {
  kind: string;
  content: string;
  attribute: string | null;
}

/** One statement may say a little more than the other, as a share of the stems of both. */
const ALIKE = 0.75;

/** `value`: what the new statement says its attribute is. */
export function isSame(known: Statement, said: Statement & { value?: string }): boolean {
  if ((known.kind === 'instruction') !== (said.kind === 'instruction')) return false;
  if (signsOf(known.content) !== signsOf(said.content)) return false;
  if (normalForm(known.content) === normalForm(said.content)) return true;
  if (isNegative(known.content) !== isNegative(said.content)) return false;
  if (known.attribute !== null && said.attribute !== null && known.attribute !== said.attribute) return false;
  const before = new Set(stemsIn(known.content));
  if (said.attribute !== null && said.attribute === known.attribute && said.value) {
    const value = stemsIn(said.value);
    const old = [...before].filter((stem) => !said.attribute!.split(' ').includes(stem));
    // The old value has no words beyond the new one's, but for those of the phrase around it.
    return value.length > 0 && value.every((stem) => before.has(stem)) && old.length <= value.length + 1;
  }
  const now = new Set(stemsIn(said.content));
  const shared = [...now].filter((stem) => before.has(stem)).length;
  const isWithin = shared === now.size || shared === before.size;
  return isWithin && shared / (now.size + before.size - shared || 1) >= ALIKE;
}
