/**
 * Hears the wish to forget everything. It cannot be undone, so it is taken only where it is plainly said of memory as a
 * whole, and where the message says nothing else: no story, no task, nothing pasted. Pure; English.
 */

const COURTESY = String.raw`(?:(?:hi|hello|hey|ok|okay|well|so|now|please|thanks|thank you|i(?:'d| would) like you to|i want you to|(?:can|could|would|will) you please|you (?:can|may|should|must))[,.!]? )*`;
const LEARNED = String.raw`(?:know|remember|learned|learnt|stored|saved|kept|recorded|noted|memori[sz]ed|have on file)`;
const EVERYTHING = String.raw`(?:absolutely |literally )?(?:everything|all|anything)(?:,? (?:that )?you(?:'ve| have)?(?: ever)? ${LEARNED}(?: and ${LEARNED})*)?(?: so far)? (?:about|of|on) (?:me|myself)`;
const MEMORIES = String.raw`(?:all (?:of )?)?(?:your|the) (?:memory|memories) (?:about|of|on) me|(?:all (?:of )?)(?:my|your) memories|(?:all|everything)(?: that is| that's)? in your memory(?: (?:about|of|on) me)?`;
const AFTER = String.raw`(?:,? (?:please|now|right now|at once|immediately|for good|for ever|forever|completely|permanently|from (?:your |the )?memory|thanks|thank you))*`;

const WISH = new RegExp(
  String.raw`^${COURTESY}(?:(?:forget|erase|delete|remove|wipe|unlearn)(?: about)? (?:${EVERYTHING}|${MEMORIES})|(?:clear|wipe|erase|reset) your memory (?:about|of|on) me)${AFTER}$`,
  'i',
);
const LONGEST = 160;

export function asksToForgetEverything(message: string): boolean {
  const said = message.trim();
  if (said.length > LONGEST) return false;
  const plain = said.replace(/[\u2018\u2019\u02bc]/g, "'").replace(/\s+/g, ' ');
  return WISH.test(plain.replace(/[\s.!?]+$/, '').replace(/[.!] (?=(?:please|thanks|thank you)$)/i, ', '));
}
