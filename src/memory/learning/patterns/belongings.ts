/** "My … is …", "I have a …", "… is my …": the people, animals and things of somebody's life. Pure. */
import { statement, type Statement } from '../finding.js';
import { attributeOf, attributeWith, BELONGINGS, FAMILY, PETS, PHONE_ITSELF, valueOf } from '../phrases.js';
import type { Pattern } from './pattern.js';

/** What comes and goes within a conversation. */
const PASSING =
  /\b(?:question|problem|issue|point|guess|plan|idea|day|morning|evening|night|week|weekend|mood|code|error|bug|script|function|query|program|computer screen|internet|connection|wifi|request|task|goal|aim|concern|worry|fear|hope|answer|feeling|opinion|view|thought|understanding|head|back|stomach|throat|bad|fault|turn|pleasure|apologies|intention|expectation|result|output|input|text|message|email draft|essay|draft|homework|assignment|time|attempt|approach|first|next|last|file|document|data|test|tests|build|prompt|conversation|chat|variable|function|class|method|table|column|row|branch|server|database|folder|repo|repository|app|project|container|module|package|image|screenshot|report|cat question)$/i;
/** What is asked for by these words is a lasting trait of somebody, whatever its value looks like. */
const LASTING =
  /^(?:(?:favou?rite|fave?|preferred|usual|native|first|second|maiden|middle|last|blood|shoe|shirt|dress|ring|home|work|employee|customer|membership|licen[cs]e|student|zodiac|star|emergency|mother|go-to|all-time)\b.*|.*\b(?:name|nickname|job|occupation|profession|birthday|anniversary|address|size|type|number|language|time ?zone|zip code|postcode|height|weight|age|diet|hobby|hobbies|sign|hometown|employer|company|major|degree|religion|email|e-mail|phone|specialty|speciality|instrument|sport|team|commute|bedtime|allergy|allergies|salary|budget|handle|username|pronouns|dream|dream job|colou?r))$/i;
const RELATION = new RegExp(
  String.raw`^(?:\w+(?:est|er)? |older |younger |little |big |late |step)?(?:${FAMILY}|${PETS})(?:'s? .+)?$`,
  'i',
);
/** Points at somebody, and is no name. */
const POINTS = String.raw`(?!(?:He|She|It|They|This|That|These|Those|Here|There|Who|Which|One|Mine)\b)`;
/** How something is at the moment. */
const STATE =
  /^(?:(?:so|very|too|quite|rather|pretty|a bit|a little|really|not|all|completely|feeling|getting|being|been|going to|about to|supposed to|trying to|to)\b.*|\w+ing\b(?! \p{Lu}).*|(?:tired|fine|good|great|bad|ok|okay|slow|broken|ready|late|sick|ill|down|up|full|empty|wrong|right|done|gone|here|there|missing|stuck|busy|free|better|worse|happy|sad|angry|upset|annoyed|annoying|awesome|amazing|horrible|terrible|nice|cute|lovely|hard|easy|difficult|simple|clear|unclear|dirty|clean|cold|hot|open|closed|over|due|possible|impossible|important|different|similar|correct|incorrect|dead|alive|asleep|awake|home|away|out|off|on|in|at|visiting|coming|leaving|crazy|mad|useless|great fun|fun|boring)(?: .*)?)$/iu;
/** By which one is called. */
const NUMBER = /^\+?[\d\s()/.-]{5,}$/;
const NAMED = String.raw`(?:named|called|by the name of|whose name is|who is called|who's called)`;
const MANY = String.raw`(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|some|no|twin|several)`;

function ofMine({ x, v }: Record<string, string | undefined>, clause: string): Statement | undefined {
  const value = valueOf(v?.replace(/^(?:called|named) /i, ''));
  if (!x || !value || PASSING.test(x) || x.split(' ').length > 6) return undefined;
  const isNamed = /^(?:called|named) /i.test(v ?? '') && !/name$/i.test(x);
  const isRelation = RELATION.test(x.replace(/ \p{Lu}[\p{L}'-]+$/u, ''));
  const isThing = new RegExp(String.raw`^(?:\w+ )?(?:${BELONGINGS})$`, 'i').test(x);
  if (!isNamed && !LASTING.test(x)) {
    if (STATE.test(value) || (!isRelation && !isThing && !looksLikeName(value))) return undefined;
  }
  // "My sister is Anna" tells her name, "my sister is a nurse" something else about her.
  const isItsName =
    isNamed || (isRelation && !LASTING.test(x) && /^\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?$/u.test(value));
  const key = attributeOf(isItsName ? `${x} name` : x);
  const attribute = key === PHONE_ITSELF && NUMBER.test(value) ? attributeOf('phone number') : key;
  return statement('fact', clause, attribute, value, LASTING.test(x) ? 90 : 80);
}

/** A number, a proper name or something with an article: a thing, not a state. */
function looksLikeName(value: string): boolean {
  return /\d|^(?:an?|the|my) |\p{Lu}/u.test(value);
}

function having({ n, x, name }: Record<string, string | undefined>, clause: string): Statement | undefined {
  const noun = x?.trim() ?? '';
  const isOne = /^(?:an?|one)$/i.test(n ?? '');
  if (name)
    return statement('fact', clause, isOne ? attributeOf(`${noun} name`) : attributeWith('have', noun), name, 90);
  return statement('fact', clause, attributeWith('have', `${noun}`), clause);
}

const THING = String.raw`(?<x>(?:[\p{L}-]+ ){0,3}?(?:${FAMILY}|${PETS}|${BELONGINGS}|kids|children|wives)(?:e?s)?)`;

export const BELONGING: readonly Pattern[] = [
  {
    match: new RegExp(
      String.raw`^(?:i|we)(?:'ve| have)?(?: have| got| own| bought| adopted| keep)? (?<n>${MANY}) ${THING},? ${NAMED} (?<name>.+)$`,
      'iu',
    ),
    read: having,
  },
  {
    match: new RegExp(
      String.raw`^(?:i have|i've got|i've|i got|we have|we've got|we've|i own|we own|i bought|i've bought|i adopted|we adopted|i've adopted|we've adopted) (?<n>${MANY}) ${THING}\b(?<name>)(?! (?:question|problem|issue|photo|picture|video|joke|story|food)s?\b)(?: .*)?$`,
      'iu',
    ),
    read: (groups, clause) => having({ ...groups, name: undefined }, clause),
  },
  {
    match: new RegExp(
      String.raw`^${POINTS}(?<v>\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?) is my (?<x>(?:${FAMILY}|${PETS})(?:'s (?:${FAMILY}|${PETS}))?)(?:'s name)?$`,
      'u',
    ),
    read: ({ x, v }, clause) => statement('fact', clause, attributeOf(`${x} name`), v),
  },
  {
    match: /^(?:we|i)(?:'ve| have)? (?:named|renamed|called) (?:my|our) (?<x>[\p{L}' -]+?)(?: to)? (?<v>\p{Lu}.*)$/u,
    read: ({ x, v }, clause) => statement('fact', clause, attributeOf(`${x} name`), v),
  },
  { match: /^(?<v>.+?) is (?:my|our) (?<x>(?:favou?rite|preferred|go-to|all-time favou?rite) .+)$/i, read: ofMine },
  {
    match: /^(?:my|our) (?<x>[^,]+?)(?:'s name)? (?:changed|has changed|was changed)(?: from .+?)? to (?<v>.+)$/i,
    read: ofMine,
  },
  { match: /^(?:my|our) (?<x>[^,]+?) (?:is|are|was|'re) (?<v>(?:called|named) .+)$/i, read: ofMine },
  { match: /^(?:my|our) (?<x>[\p{L}\d' -]+?) (?:is|are|=) (?:on |at )?(?<v>.+)$/iu, read: ofMine },
  {
    match: /^my (?<x>laptop|computer|phone|tablet|server|desktop|car|e-?bike) (?:runs(?: on)?|uses) (?<v>.+)$/i,
    read: ({ x, v }, clause) => statement('fact', clause, attributeOf(`${x} runs`), v),
  },
  {
    match:
      /^i have (?<v>(?:type \d |seasonal |chronic |mild |severe )?(?:diabetes|asthma|adhd|epilepsy|migraines|arthritis|c(?:o)?eliac disease|dyslexia|insomnia|tinnitus|hay fever|allergies))\b.*$/i,
    read: ({ v }, clause) => statement('fact', clause, attributeWith('have', v ?? ''), v),
  },
  { match: /^(?:my|our) (?<x>[\p{L}\d' -]+?)'s (?<v>\p{Lu}.*)$/u, read: ofMine },
  {
    match: new RegExp(
      String.raw`^(?:my|our) (?<x>(?:[\p{L}-]+ )?(?:${FAMILY}|${PETS})s?(?: \p{Lu}[\p{L}'-]+)?) (?<verb>lives?|works?|stud(?:y|ies)|likes?|loves?|hates?|plays?|speaks?|has|have|owns?|drives?|turn(?:s|ed)|was born|moved|collects?|teaches|attends|started|goes to|is allergic|doesn't eat) (?<v>.+)$`,
      'iu',
    ),
    read: ({ x, verb, v }, clause) => {
      const isOne = /^(?:live|work|stud|turn|was|move)/i.test(verb ?? '');
      const key = /^move/i.test(verb ?? '') ? 'live' : (verb ?? '');
      return valueOf(v) ? statement('fact', clause, isOne ? attributeOf(`${x} ${key}`) : null, v) : undefined;
    },
  },
];
