/** Reads one clause as something that is no longer so. Pure. */
import type { Finding, Retraction } from './finding.js';
import { LANGUAGES, topicOf } from './patterns/instructions.js';
import { attributeOf, CARRIED, CHILDREN, FAMILY, PETS, valueOf, withoutAdverbs } from './phrases.js';
import { readStatement } from './read-statement.js';

const FORGET =
  /^(?:please |you (?:can|may|should) |i(?:'d| would)? (?:want|like) you to |(?:could|can|would|will) you )*(?:forget|erase|unlearn|(?:delete|disregard|ignore|remove|drop)(?= (?:what|everything|anything|all|the fact|the memory|my|that i|that my)\b)|stop remembering|don't remember|do not remember)(?<all> (?:everything|anything|all))?(?: (?:about|that|what|you know|you remember|i|said|told you|mentioned|wrote|the fact|the memory|of))* (?<v>.+?)(?: (?:from|in) (?:your |the )?memory| ever again)?$/i;
/** It begins with the speaker, or with something of theirs. */
const OF_ME = /^(?:i|i'm|i've|i'd|we|we're|we've|my|our)\b/i;
const NOT_FORGET = /^(?:it|this|that|about it|about that|me|what i (?:just )?said)$/i;
/** Of what was said, not of an answer: that is wrong or not correct without ever having been right. */
const UNTRUE =
  /^(?:that|this|it|which)(?:'s| is| was| isn't| wasn't)? ?(?:(?:not |no longer |never )?(?:true|the case|so|a joke|outdated|made up)(?: any ?more| any longer)?|(?:not )?(?:right|correct|valid|accurate) any ?(?:more|longer)|no longer (?:right|correct|valid|accurate))$|^i (?:was (?:just |only )?(?:joking|kidding|lying)|made that up|lied about that)$/i;
const NEGATED = /\b(?:not|no longer|never|isn't|wasn't|outdated|joke|joking|kidding|made|lying|lied)\b/i;
const NOT_TRUE_THAT = /^it(?:'s| is) (?:not|no longer) (?:true|the case) (?:any ?more )?that (?<v>.+)$/i;
const NO_LONGER =
  /^(?<who>i|we)(?: am|'m| are|'re| do)? no longer (?<v>.+)$|^(?<who2>i|we)(?: (?:don't|do not|am not|can't|cannot|haven't|aren't)|'m not|'ve not) (?<v2>.+?),? any ?(?:more|longer)$/i;
const MINE_NO_LONGER =
  /^(?:my|our) (?<x>.+?) (?:is|are) no longer (?<v>.+)$|^(?:my|our) (?<x2>.+?) (?:isn't|is not|aren't|are not) (?<v2>.+?) any ?(?:more|longer)$/i;
/** A name or a number; anything else comes and goes. */
const MINE_IS_NOT =
  /^(?:[mM]y|[oO]ur) (?<x>.+?) (?:is|are) not (?:called |named )?(?<v>[\p{Lu}\d].*)$|^(?:[mM]y|[oO]ur) (?<x2>.+?) (?:isn't|aren't) (?:called |named )?(?<v2>[\p{Lu}\d].*)$/u;
const GAVE_UP =
  /^(?:i|we)(?:'ve| have)? (?<how>sold|lost|got rid of|gotten rid of|gave away|given away|returned|scrapped|cancelled|canceled|stopped|quit|given up|gave up|left|resigned from|dropped) (?<v>.+)$/i;
/** Goes on after what was lost or left, which is no part of another noun then ("my guitar lessons"). */
const WHERE =
  'off|at|in|on|with|to|by|behind|alone|there|here|somewhere|home|outside|inside|into|under|near|from|for|when|while|because|again|twice|once|after|before|during|and|the|a|an|last|this|yesterday|today|tonight';
/** What one does to these in other words than to a job: a dropped phone, a lost dog, a son dropped off are still one's own. */
const STILL_MINE = new RegExp(
  String.raw`^(?:my|our|the) (?:[\p{L}'-]+ ){0,2}?(?:${FAMILY}|${PETS}|${CARRIED}|${CHILDREN})s?(?=$|,| (?:${WHERE})\b)`,
  'iu',
);
/** Somebody, and not where: "my husband", but not "my husband at the station", "my son". */
const LEFT_FOR_GOOD = new RegExp(String.raw`^(?:my|our) (?:[\p{L}-]+ )?(?!(?:${CHILDREN})\b)(?:${FAMILY})$`, 'iu');
const INSTEAD: RegExp[] = [
  /^(?:i|we)(?:'ve| have)? (?:switched|changed|moved|gone|went|converted|migrated)(?: over)? from (?<from>.+?) to (?<to>.+)$/i,
  /^(?:i|we)(?:'ve| have)? (?:replaced|swapped|traded(?: in)?|exchanged) (?:my |our |the )?(?<from>.+?) (?:with|for|by) (?:an? |the )?(?<to>.+)$/i,
  /^(?:it's|it is|i meant|make that|i mean|that's|it should be) (?<to>[^,]+?),? (?:and )?not (?<from>.+)$/i,
  /^(?:it's|it is|that's) not (?<from>[^,]+?),? (?:but|it's|it is) (?<to>.+)$/i,
  /^i said (?<from>.+?),? but (?:it's|it is|i meant) (?<to>.+)$/i,
];
const AGAIN =
  /^you (?:can|may|should) stop (?<v4>(?:call|address|answer|reply|respond|writ|translat|us)ing .+)$|^you no longer (?:need|have) to (?<v5>.+)$|^(?:please )?(?:don't|do not) (?<v6>call me .+?),? any ?(?:more|longer)$|^you (?:don't|do not) (?:have|need) to (?<v2>.+?)(?: any ?(?:more|longer))?$|^(?:no need to|stop) (?<v3>(?:call|address|answer|reply|respond|writ|translat).+?)(?: any ?(?:more|longer))?$/i;

/** What was not wanted is allowed again. */
const ALLOWED = new RegExp(
  String.raw`^you (?:can|may) (?<v>.+?) again$|^(?:please |you (?:can|may) |we can |let's )*(?:go|switch|change) back to (?:(?:answer|repl|respond|speak|talk|writ|us)\w* )?(?:in )?(?<language>${LANGUAGES})(?: again)?$`,
  'i',
);
/** Of these there is one at a time: who allows another ends the one there is. */
const ONE_AT_A_TIME = new Set(['reply language', 'reply length', 'reply units', 'reply spelling', 'reply clock']);

export function readChange(clause: string): Finding | undefined {
  const plain = withoutAdverbs(clause).replace(/[\s.!?]+$/, '');
  return forgotten(plain) ?? untrue(plain) ?? instead(plain, clause) ?? noLonger(plain);
}

function about(
  words: string | undefined,
  marks: Partial<Pick<Retraction, 'all' | 'attribute' | 'isOwn' | 'kind'>> = {},
): Retraction | undefined {
  const text = words?.replace(/^(?:that |about |the fact that )+/i, '').trim();
  if (!text || text.length < 2) return undefined;
  const noun = /^(?:my|our) (?<x>[^,]+)$/i.exec(text)?.groups?.x;
  const isOwn = marks.isOwn || OF_ME.test(text);
  return {
    type: 'retraction',
    about: text,
    attribute: marks.attribute ?? (noun ? attributeOf(noun) : null),
    ...(marks.all && { all: true }),
    ...(isOwn && { isOwn }),
    ...(marks.kind && { kind: marks.kind }),
  };
}

function forgotten(plain: string): Finding | undefined {
  const found = FORGET.exec(plain)?.groups;
  if (/^(?:please |you can )?(?:forget|ignore|disregard) (?:that|what i (?:just )?said|this)$/i.test(plain))
    return { type: 'last-retraction' };
  if (!found || NOT_FORGET.test(found.v ?? '')) return undefined;
  const before = plain.slice(0, plain.lastIndexOf(found.v!));
  const isOwn = /\b(?:i|we) $/i.test(before);
  const meant = about(found.v, { all: Boolean(found.all), isOwn });
  // "Forget the restaurant" lets a plan go and is no wish about memory; what is known of it may have ended all the same.
  const isIdle =
    /^(?:the|an?|this|these|those) /i.test(found.v!) && /\b(?:forget|ignore|drop|disregard) $/i.test(before);
  return meant && { ...meant, ...(!isIdle && { isForgetting: true }) };
}

function untrue(plain: string): Finding | undefined {
  const that = NOT_TRUE_THAT.exec(plain)?.groups?.v;
  if (that) return about(that);
  return UNTRUE.test(plain) && NEGATED.test(plain) ? { type: 'last-retraction' } : undefined;
}

function instead(plain: string, clause: string): Finding | undefined {
  for (const pattern of INSTEAD) {
    const found = pattern.exec(plain)?.groups;
    const from = valueOf(found?.from?.replace(/^(?:my|our|the|an?) /i, ''));
    const to = valueOf(found?.to);
    if (!from || !to) continue;
    const isOwn = OF_ME.test(plain);
    return { type: 'replacement', from, to, ...(isOwn && { isOwn }), statement: readStatement(clause) };
  }
  return undefined;
}

function noLonger(plain: string): Finding | undefined {
  const mine = MINE_NO_LONGER.exec(plain)?.groups ?? MINE_IS_NOT.exec(plain)?.groups;
  if (mine) return about(`my ${mine.x ?? mine.x2} ${mine.v ?? mine.v2}`);
  const own = NO_LONGER.exec(plain)?.groups;
  if (own) return about(own.v ?? own.v2, { isOwn: true });
  const again = AGAIN.exec(plain)?.groups;
  if (again) return about(Object.values(again).find(Boolean), { kind: 'instruction' });
  return allowed(plain) ?? gaveUp(plain);
}

function allowed(plain: string): Retraction | undefined {
  const { v, language } = ALLOWED.exec(plain)?.groups ?? {};
  const words = v ?? (language && `in ${language}`);
  const topic = topicOf(words?.replace(/\b(?:speak|use|talk|write) (?=\p{L}+$)/iu, 'in ') ?? '');
  return about(words, { kind: 'instruction', attribute: topic && ONE_AT_A_TIME.has(topic) ? topic : null });
}

function gaveUp(plain: string): Retraction | undefined {
  const { how, v } = GAVE_UP.exec(plain)?.groups ?? {};
  // "I left early" gives nothing up.
  if (!v || !/^(?:my|our|the) |^[\p{Lu}]|ing\b/u.test(v)) return undefined;
  const isSaidOfMore = /^(?:lost|left|dropped|stopped)$/i.test(how!);
  const isGone = !isSaidOfMore || !STILL_MINE.test(v) || (/^left$/i.test(how!) && LEFT_FOR_GOOD.test(v));
  return isGone ? about(v, { isOwn: true }) : undefined;
}
