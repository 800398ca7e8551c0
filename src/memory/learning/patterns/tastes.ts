/** "I like …", "I prefer …", "I usually …": what somebody wants and does. Pure. */
import { stemsIn } from '../../facts/memory-words.js';
import { statement, type Statement } from '../finding.js';
import { attributeWith, valueOf } from '../phrases.js';
import type { Pattern } from './pattern.js';

const MUCH = String.raw`(?:(?:really|absolutely|quite|do|especially|particularly|always|generally|usually|truly|much|mostly|strongly|rather|would|tend to) )*`;
const LIKING = String.raw`like|love|enjoy|adore|am fond of|am into|am a (?:big |huge |great )?fan of|am crazy about|am obsessed with|am passionate about`;
const DISLIKING = String.raw`dislike|hate|detest|despise|loathe|can't stand|cannot stand|can't bear|don't like|do not like|don't enjoy|do not enjoy|don't care for|don't love|am not a (?:big |huge )?fan of|am not fond of|am scared of|am afraid of|am terrified of`;
/** Of the conversation, not of the world. */
const ABOUT_NOW =
  /^(?:it|this|that|these|those|you|your|the (?:idea|way|sound|look|answer|first|second|last|other|new one|one)|how|what|when|where|to (?:know|see|think|ask|be|say|hear|have|get|thank|learn more|understand|believe)\b|him\b|her\b|them\b|being|seeing)\b/i;

/** Choices of one kind: who changes their mind names another one of it. */
const KINDS: [string, RegExp][] = [
  ['drink', /\b(?:tea|coffee|espresso|cappuccino|latte|matcha|cocoa|juice|water|soda|cola|beer|wine|whisky|cider)\b/i],
  [
    'transport',
    /\b(?:train|trains|bus|buses|plane|planes|flying|driving|car|cars|cycling|walking|tram|ferry|subway|metro)\b/i,
  ],
  ['season', /\b(?:summer|winter|spring|autumn|fall)\b/i],
  ['time of day', /\b(?:mornings?|evenings?|afternoons?|nights?)\b/i],
  ['contact', /\b(?:e-?mails?|phone|calls?|texts?|sms|video calls?|messag(?:es|ing)|letters?)\b/i],
  ['units', /\b(?:metric|imperial|celsius|fahrenheit|kilomet(?:er|re)s|miles|kilograms?|pounds)\b/i],
  ['theme', /\b(?:dark|light) (?:mode|theme)\b/i],
  ['seat', /\b(?:window|aisle) seats?\b/i],
  ['lodging', /\b(?:hotels?|hostels?|camping|apartments?|guesthouses?|airbnb)\b/i],
  ['place', /\b(?:beach|beaches|mountains?|cities|city|countryside|sea|lakes?)\b/i],
  ['code', /\b(?:python|javascript|typescript|java|rust|golang|kotlin|swift|ruby|c\+\+|c#|php|haskell|elixir)\b/i],
  ['editor', /\b(?:vim|neovim|emacs|vs ?code|sublime|intellij|pycharm|nano|helix)\b/i],
  ['indentation', /\b(?:tabs|spaces)\b/i],
  ['answers', /\b(?:answers?|replies|responses|explanations?|summaries)\b/i],
  ['pets', /\b(?:cats|dogs|cat person|dog person)\b/i],
];

function taste({ v }: Record<string, string | undefined>, clause: string): Statement | undefined {
  const value = valueOf(v);
  if (!value || ABOUT_NOW.test(value) || value.split(' ').length > 12) return undefined;
  return statement('preference', clause, attributeWith('like', value), value, 75);
}

function preference({ v, than }: Record<string, string | undefined>, clause: string): Statement | undefined {
  const value = valueOf(v);
  if (!value || ABOUT_NOW.test(value)) return undefined;
  const kind = KINDS.find(([, words]) => words.test(value));
  const attribute = kind ? `prefer ${kind[0]}` : than ? pair(value, than) : `prefer ${head(value)}`;
  return statement('preference', clause, attribute, value, 85);
}

/** "window seats", "a seat at the window": the thing chosen from. */
function head(value: string): string {
  const noun = value.split(/ (?:in|on|at|with|of|for|from|when|that|over|by|without|as|during)\b/i)[0]!;
  return stemsIn(noun).at(-1) ?? stemsIn(value).at(-1) ?? value.toLowerCase();
}

function pair(one: string, other: string): string {
  return `prefer ${[head(one), head(other)].sort().join(' ')}`;
}

/** A habit must be of the world, not of the work at hand. */
const NO_HABIT =
  /^(?:think|wonder|forget|want|need|have to|get an? |get this|see|feel|mean|know|try|thought|wanted|had|was|been|am|said|did|got|saw|heard|asked|told|meant|seen|used|made|tried|do that|do this|say|ask|use this|use that|end up|assume)\b/i;
const HABIT = String.raw`get up|wake up|go to bed|run|swim|cycle|bike|work out|exercise|meditate|commute|jog|walk|read|train|climb|hike|volunteer|fast|pray|shop|cook|practi[sc]e|go to (?:the )?\w+`;
const EVERY = String.raw`(?:(?:every|each) (?:other |single |second )?(?:day|morning|afternoon|evening|night|week|weekday|weekend|month|year|spring|summer|autumn|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?|\w+ times a|once a|twice a|daily|weekly)`;
const WHEN = String.raw`(?:${EVERY}|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|on week(?:days|ends)|at \d|at (?:noon|midnight|dawn)|before (?:work|breakfast)|after (?:work|dinner)|in the (?:morning|evening)s?|by (?:bike|train|bus|car|tram))`;

const plainFact =
  (attribute: (value: string) => string | null, confidence = 75) =>
  ({ v }: Record<string, string | undefined>, clause: string) => {
    const value = valueOf(v);
    return value && !ABOUT_NOW.test(value) && value.split(' ').length <= 12
      ? statement('fact', clause, attribute(value), value, confidence)
      : undefined;
  };

export const TASTES: readonly Pattern[] = [
  {
    match: new RegExp(
      String.raw`^(?:i|i'd|i would) ${MUCH}(?:prefer|rather have|rather|favou?r|opt for|choose) (?<v>.+?)(?: (?:over|to|than|rather than|instead of|more than) (?<than>.+))?$`,
      'i',
    ),
    read: preference,
  },
  {
    match: new RegExp(String.raw`^(?:i|we) ${MUCH}like (?<v>.+?) (?:better|more) than (?<than>.+)$`, 'i'),
    read: preference,
  },
  { match: /^(?:my preference is|i have a preference for) (?<v>.+)$/i, read: preference },
  { match: new RegExp(String.raw`^(?:i|i'm|we) ${MUCH}(?:${LIKING}|${DISLIKING}) (?<v>.+)$`, 'i'), read: taste },
  {
    match: new RegExp(
      String.raw`^i'm (?:${MUCH})(?:fond of|into|a (?:big |huge |great )?fan of|crazy about|obsessed with|passionate about|not (?:a (?:big |huge )?fan of|fond of)|scared of|afraid of|terrified of) (?<v>.+)$`,
      'i',
    ),
    read: taste,
  },
  {
    match:
      /^i (?:don't|do not|never|can't|cannot|only|no longer) (?<v>(?:eat|drink|smoke|drive|swim|fly|wear|speak|ride)\b.*)$/i,
    read: plainFact((v) => attributeWith('do', v), 85),
  },
  {
    match:
      /^i(?:'m| am) (?:more of )?an? (?<v>(?:cat|dog|morning|night|people|city|beach|mountain|tea|coffee) person)$/i,
    read: preference,
  },
  {
    match:
      /^i (?:run|swim|cycle|climb|surf|ski|row|box|dance|sail|dive|skate|bake|fish|fence) (?<v>(?!the |a |an |my |this |that |it\b|into |out |through |away |over )[\p{L}-]+(?: [\p{L}-]+){0,2})$/iu,
    read: plainFact(() => null),
  },
  { match: /^[iI] (?:support|root for) (?<v>\p{Lu}[\p{L} ]+)$/u, read: plainFact(() => 'support') },
  { match: /^[iI] (?:speak|know) (?<v>[A-Z]\w+.*)$/, read: plainFact(() => null, 85) },
  { match: /^[iI] (?:drive|ride) (?<v>(?:an?|my) .+|[A-Z0-9].*)$/, read: plainFact(() => 'drive') },
  {
    match: /^i (?:play|collect|coach|teach|sing|paint|brew|breed|restore|grow|knit|sew|carve) (?<v>.+)$/i,
    read: plainFact(() => null),
  },
  {
    match:
      /^i (?:mainly |mostly |usually |only |always )?(?:use|code in|program in|write in|develop on|develop in) (?<v>.+?)(?: (?:for|as|on|at) .+)?$/i,
    read: plainFact(
      (v) => (KINDS.find(([, words]) => words.test(v)) ? `use ${KINDS.find(([, words]) => words.test(v))![0]}` : null),
      70,
    ),
  },
  {
    match: new RegExp(
      String.raw`^i (?:do|take|have|eat|drink|visit|attend|meet|study|call|teach|clean|bake)\b(?<v>.*\b${EVERY}.*)$`,
      'i',
    ),
    read: ({ v }, clause) =>
      /\b(?:problem|issue|question|trouble|error)s?\b/i.test(v ?? '')
        ? undefined
        : statement('fact', clause, null, clause, 70),
  },
  {
    match: new RegExp(String.raw`^i (?:${HABIT})\b(?<v>.*\b${WHEN}.*)$`, 'i'),
    read: (_, clause) => statement('fact', clause, /^i (?:wake|get) up/i.test(clause) ? 'wake up' : null, clause, 75),
  },
  {
    match: /^i (?:usually|always|never|normally|typically|often|regularly|rarely|generally) (?<v>.+)$/i,
    read: ({ v }, clause) =>
      v && !NO_HABIT.test(v) && v.split(' ').length > 1
        ? statement('fact', clause, attributeWith('do', v), v, 70)
        : undefined,
  },
];
