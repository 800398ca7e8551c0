/** "I am …", "I live …", "I work …": who somebody is. Pure. */
import { statement, type Statement } from '../finding.js';
import { attributeWith, valueOf } from '../phrases.js';
import { NATIONALITY } from './nationalities.js';
import type { Pattern } from './pattern.js';

const I_AM = String.raw`^(?:[iI] am|[iI]'m|[iI]m)`;
const WE_ARE = String.raw`^(?:[iI] am|[iI]'m|[iI]m|[wW]e are|[wW]e're)`;
const I_HAVE_BEEN = String.raw`^(?:(?:[iI]|[wW]e)(?:'ve| have) )?[bB]een`;
/** What is gone on with for long is part of somebody's life. */
const LONG = String.raw`(?: (?:since|for) .+)`;
const I_HAVE = String.raw`^(?:[iI]|[wW]e)(?:'ve| have)?`;
const PLACE =
  /^(?:[\p{Lu}\d]|(?:the|a|an) (?:[\p{L}-]+ ){0,2}(?:city|town|village|house|flat|apartment|farm|cabin|countryside|country|suburbs?|coast|mountains|outskirts|north|south|east|west|cent(?:er|re)|middle|capital|island)\b|\p{L}+(?:,? \p{L}+)?$)/u;

const TRAITS =
  /^(?:strictly |mostly |severely |very |a strict |a lifelong |a )?(?:diabetic|asthmatic|epileptic|pregnant|left[- ]handed|right[- ]handed|ambidextrous|colou?r[- ]?blind|blind|deaf|hard of hearing|dyslexic|autistic|neurodivergent|bilingual|trilingual|retired|unemployed|self[- ]employed|short[- ]sighted|near[- ]sighted|far[- ]sighted|jewish|muslim|christian|catholic|protestant|hindu|buddhist|sikh|atheist|agnostic|an only child|a twin|a single (?:mother|father|mum|mom|dad|parent)|a night owl|an early bird|a morning person|an introvert|an extrovert|introverted|extroverted|a non-smoker|a smoker)\b/i;
const DIETS =
  /^(?:an? |strictly |mostly |a strict )*(?:vegetarian|vegan|pescatarian|pescetarian|flexitarian|omnivore|carnivore|keto|kosher|halal|celiac|coeliac|(?:lactose|gluten|fructose)[- ]intolerant|gluten[- ]free|teetotal|teetotaller)\b/i;
const MARITAL =
  /^(?:happily |recently )?(?:married|single|divorced|engaged|widowed|separated|dating|in a relationship)\b/i;
/** "I'm a …" that says how one feels, not what one is. */
const NO_TRADE =
  /^(?:bit|little|lot|mess|wreck|fool|idiot|fan|big fan|huge fan|loser|genius|failure|disaster|member|part|regular|person|guy|man|woman|girl|boy|human|few|couple|tad|touch|step|while|day|week|month|year|long way|stranger|prisoner|victim|believer|sucker|good|bad|complete|total|beginner|newbie|noob)\b/i;
const NO_NAME =
  /^(?:Fine|Good|Great|Ok|OK|Okay|Sorry|Sure|Busy|Back|Done|Here|Ready|Tired|Sick|Happy|Sad|Glad|Afraid|Right|Wrong|Lost|Stuck|New|Late|Not|In|At|On|From|Going|Looking|Trying|Using|So|Just|Very|Still|Now|English)$/;
/** Whom people say they are for fun. Names that people bear are not here. */
const FIGURE =
  /^(?:Batman|Batgirl|Batwoman|Superman|Supergirl|Superwoman|Catwoman|Aquaman|Spiderman|Spider[- ]?Man|Ironman|Iron Man|Captain (?:America|Marvel|Obvious|Kirk)|Wonder Woman|Hulk|Groot|Gandalf|Dumbledore|Voldemort|Yoda|Darth Vader|Chewbacca|Godzilla|King Kong|Dracula|Frankenstein|Santa|Santa Claus|Father Christmas|Zorro|Shrek|Pikachu|Super Mario|Mickey Mouse|Donald Duck|Homer Simpson|James Bond|Sherlock Holmes|Harry Potter|Robin Hood|Peter Pan)$/;

function trade(value: string | undefined, clause: string): Statement | undefined {
  const work = valueOf(value);
  if (!work || NO_TRADE.test(work) || work.split(' ').length > 8) return undefined;
  return statement('fact', clause, 'occupation', work);
}

function place(attribute: string) {
  return ({ v }: Record<string, string | undefined>, clause: string) => {
    const value = valueOf(v);
    return value && PLACE.test(value) ? statement('fact', clause, attribute, value, 90) : undefined;
  };
}

function fact(attribute: string | null, confidence = 85) {
  return ({ v }: Record<string, string | undefined>, clause: string) => {
    const value = valueOf(v);
    return value ? statement('fact', clause, attribute, value, confidence) : undefined;
  };
}

/** Said of oneself with "I am". */
function being({ v }: Record<string, string | undefined>, clause: string): Statement | undefined {
  const value = valueOf(v);
  if (!value) return undefined;
  if (DIETS.test(value)) return statement('fact', clause, 'diet', value, 90);
  if (MARITAL.test(value)) return statement('fact', clause, 'marital', value);
  if (TRAITS.test(value)) return statement('fact', clause, attributeWith('am', value), value);
  if (NATIONALITY.test(value)) return statement('fact', clause, 'nationality', value);
  const isName = /^[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?$/.test(value) && !NO_NAME.test(value);
  return isName && !FIGURE.test(value)
    ? { ...statement('fact', clause, 'name', value, 70), isUncertain: true }
    : undefined;
}

const NAME = String.raw`(?<v>[\p{L}][\p{L}'.-]*(?: [\p{L}][\p{L}'.-]*){0,3})`;
const NO_CALL = /^(?:later|back|when|tomorrow|crazy|old|stupid|it|the|a|an|at|on|if|paranoid|picky)\b/i;

export const ABOUT_ME: readonly Pattern[] = [
  {
    match: new RegExp(
      String.raw`^(?:please )?(?:you (?:can|may|should) |just )?(?:call|address) me (?:as |by (?:my name,? )?)?${NAME}$`,
      'iu',
    ),
    read: ({ v }, clause) => (v && !NO_CALL.test(v) ? statement('instruction', clause, 'call me', v, 95) : undefined),
  },
  {
    match: new RegExp(
      String.raw`^(?:i am called|i'm called|i go by|people call me|everyone calls me|friends call me) ${NAME}(?:,.*)?$`,
      'iu',
    ),
    read: fact('nickname', 90),
  },
  {
    match: new RegExp(
      `${I_HAVE} (?:live|moved|relocated|settled|reside)(?: back| down| over)? (?:in|to|near|on|outside|from .+ to) (?<v>.+)$`,
      'i',
    ),
    read: place('residence'),
  },
  {
    match: new RegExp(String.raw`${WE_ARE} (?:based|living|located) (?:in|near|at) (?<v>.+)$`, 'i'),
    read: place('residence'),
  },
  {
    match: /^(?:[iI]|[wW]e)(?:'ve| have)? moved into .+ in (?<v>\p{Lu}.*)$/u,
    read: place('residence'),
  },
  {
    match: new RegExp(String.raw`${I_HAVE_BEEN} living in (?<v>.+?)${LONG}?$`, 'i'),
    read: place('residence'),
  },
  {
    match: new RegExp(String.raw`${I_HAVE_BEEN} working (?:at|for|with) (?<v>.+?)${LONG}?$`, 'i'),
    read: fact('employer'),
  },
  {
    match: new RegExp(String.raw`${I_HAVE_BEEN} working as (?:an? )?(?<v>.+?)${LONG}?$`, 'i'),
    read: ({ v }, clause) => trade(v, clause),
  },
  {
    match: new RegExp(
      String.raw`${I_HAVE_BEEN} (?:playing|studying|learning|teaching|collecting|singing|painting|practi[sc]ing|writing|running|climbing|dancing|volunteering)(?<v> .+)?${LONG}$`,
      'i',
    ),
    read: (_, clause) => statement('fact', clause, null, clause, 75),
  },
  { match: new RegExp(String.raw`${I_HAVE_BEEN} (?<v>.+?)${LONG}?$`, 'i'), read: being },
  { match: /^(?:the |my )?name's (?<v>\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)*)$/u, read: fact('name', 90) },
  {
    match:
      /^i (?:graduated|got my degree|have (?:an? )?(?:degree|phd|master's|bachelor's|doctorate)) (?<v>(?:from|in|at) .+)$/i,
    read: fact('study'),
  },
  { match: /^i live with (?<v>.+)$/i, read: fact('live with') },
  {
    match:
      /^i (?:was )?born (?:on|in) (?<v>(?:\d|january|february|march|april|may|june|july|august|september|october|november|december).*)$/i,
    read: fact('birthday', 90),
  },
  {
    match: new RegExp(
      String.raw`(?:${I_AM} from|^[iI] come from|(?:${I_AM}|^[iI] was) born(?: and raised)? in) (?<v>[\p{Lu}].*)$`,
      'u',
    ),
    read: place('origin'),
  },
  { match: /^i grew up (?:in|on|near) (?<v>.+)$/i, read: fact('grew up') },
  {
    match: new RegExp(
      String.raw`(?:${I_AM}|^i (?:have )?turned) (?<v>\d{1,3})(?: years?(?: old)?| years? of age)?$`,
      'i',
    ),
    read: fact('age'),
  },
  {
    match: new RegExp(String.raw`${I_AM} (?:(?:severely|mildly|deathly|highly|very) )?allergic to (?<v>.+)$`, 'i'),
    read: ({ v }, clause) => statement('fact', clause, attributeWith('allergy', v ?? ''), v, 95),
  },
  {
    match: new RegExp(String.raw`${I_AM} (?:working|employed) as (?:an? |the )?(?<v>.+)$`, 'i'),
    read: ({ v }, clause) => trade(v, clause),
  },
  {
    match: new RegExp(
      String.raw`${I_HAVE} (?:work|became|become|started(?: working)?|got (?:a |my )?(?:new )?(?:job|position|role)|took (?:a |up )?(?:new )?(?:job|position|role)|been promoted|got promoted) (?:as |to )?(?:an? |the )?(?<v>(?!at |for |in |with |on |from |out |to ).+)$`,
      'i',
    ),
    read: ({ v }, clause) =>
      /^(?:work|start)/i.test(v ?? '') ||
      !/\b(?:as an?|became|become|promoted to|job as|role as|position as|work as)\b/i.test(clause)
        ? undefined
        : trade(v, clause),
  },
  {
    match: new RegExp(
      String.raw`${I_HAVE} (?:work|joined|started(?: working| a (?:new )?job)?|got (?:a |my )?(?:new )?job|am employed|'m employed)(?: working)? ?(?:at|for|with)? (?<v>[\p{Lu}\d].*)$`,
      'u',
    ),
    read: fact('employer'),
  },
  { match: /^i work (?:at|for) (?<v>an? .+|the .+)$/i, read: fact('employer') },
  { match: /^i work in (?<v>.+)$/i, read: fact('work field') },
  {
    match:
      /^i work (?<v>from home|remotely|nights|night shifts|part[- ]time|full[- ]time|freelance|shifts|weekends).*$/i,
    read: fact('work mode'),
  },
  {
    match:
      /^i (?:run|manage|own|founded|lead) (?<v>(?:an?|my own|two|three) (?!script|test|command|program|query|job|task|container|server|process).+)$/i,
    read: ({ v }, clause) => statement('fact', clause, attributeWith('run', v ?? ''), v),
  },
  {
    match: new RegExp(
      String.raw`(?:${I_AM} (?:studying|majoring in|doing (?:a|my) (?:phd|master's|bachelor's|degree) in)|^i (?:study|major in)) (?<v>.+)$`,
      'i',
    ),
    read: fact('study'),
  },
  {
    match: new RegExp(
      String.raw`${I_AM} (?:learning|training for|saving(?: up)? for|restoring|building an?|(?:writing|working on) (?:an?|my) (?:[a-z-]+ ){0,2}(?:novel|book|thesis|phd|dissertation|album|startup|memoir|screenplay)) (?<v>.+)$`,
      'i',
    ),
    read: fact(null, 75),
  },
  {
    match: new RegExp(String.raw`${I_AM} an? (?<v>.+)$`, 'i'),
    read: (groups, clause) => being({ v: `a ${groups.v}` }, clause) ?? trade(groups.v, clause),
  },
  {
    match: /^(?:i|we)(?:'ve| have)? (?:got|just got|gotten) (?<v>married|divorced|engaged)\b.*$/i,
    read: fact('marital'),
  },
  { match: new RegExp(String.raw`${I_AM} (?<v>.+)$`, ''), read: being },
  { match: new RegExp(String.raw`${I_AM} (?<v>.+)$`, 'i'), read: being },
];
