/** Nouns, values and attributes as patterns need them. Pure. */
import { stemsIn } from '../facts/memory-words.js';

/** Words that say when or how sure, not what. */
const ADVERBS =
  /\b(?:(?<!from )now|currently|actually|really|also|still|just|recently|originally|basically|already|nowadays|these days|at the moment|right now|as of now|instead|simply|definitely|totally|absolutely|very much|finally|officially)\b,?/gi;
const VALUE_TAIL =
  /[\s,]+(?:any ?more|any longer|too|as well|though|again|anyway|for now|so far|at the moment|these days|right now|today|actually|instead|now|with (?:my|our) [\w ]+|since (?:last )?[\w ]+|last (?:week|month|year|spring|summer|autumn|fall|winter|weekend)|yesterday|recently|a (?:few|couple of) (?:days|weeks|months|years) ago|for (?:\w+ )?(?:days|weeks|months|years))$/i;
const EMPTY_VALUE =
  /^(?:it|this|that|these|those|there|here|you|your\b.*|him|her|them|me|one|some|so|not|what|how|why|who|nothing|something|anything|everything|another|the (?:same|idea|way|one|other|following|first|last|next)\b.*|(?:this|that|these|those|it|such)\b.*)$/i;

export function withoutAdverbs(text: string): string {
  return text
    .replace(ADVERBS, ' ')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,.])/g, '$1')
    .trim();
}

/** A value without what only says when; undefined where it names nothing. */
export function valueOf(text: string | undefined): string | undefined {
  let value = text?.trim().replace(/[.,!;:]+$/, '') ?? '';
  for (let before = ''; before !== value;) {
    before = value;
    value = value.replace(VALUE_TAIL, '').trim();
  }
  const words = value.split(/\s+/).length;
  return value && words <= 14 && !EMPTY_VALUE.test(value) ? value : undefined;
}

/** The thing, of which one may get another while the number stays. */
export const PHONE_ITSELF = 'phone device';
const SAME_ATTRIBUTE: [RegExp, string][] = [
  [/^(?:full |first |real |legal )?name$/i, 'name'],
  [/^(?:nick ?name|preferred name)$/i, 'nickname'],
  [/^(?:job|occupation|profession|trade|job title|position|role|day job)$/i, 'occupation'],
  [/^(?:employer|company|workplace)$/i, 'employer'],
  [/^(?:home|home city|city|town|place of residence)$/i, 'residence'],
  [/^(?:birthday|birth date|date of birth|b-day|bday)$/i, 'birthday'],
  [/^(?:diet)$/i, 'diet'],
  [/^(?:phone number|mobile number|cell(?: phone)? number|telephone(?: number)?)$/i, 'phone'],
  [/^(?:phone|mobile|mobile phone|cell|cell phone|smartphone)$/i, PHONE_ITSELF],
  [/^(?:e-?mail|e-?mail address)$/i, 'email'],
  [/^(?:native language|first language|mother tongue)$/i, 'native language'],
];

/** The key of a noun phrase: "my sister's dog" and "the dog of my sister" are one. */
export function attributeOf(phrase: string): string | null {
  const plain = phrase.replace(/^(?:my|our|the|a|an) /i, '').replace(/^(?:new|current|own|actual|latest) /i, '');
  for (const [pattern, attribute] of SAME_ATTRIBUTE) if (pattern.test(plain)) return attribute;
  const stems = stemsIn(plain.replace(/'s?\b/g, ''));
  return stems.length ? stems.sort().join(' ') : null;
}

/** The key of what somebody likes, wants or does. */
export function attributeWith(prefix: string, phrase: string): string {
  return `${prefix} ${stemsIn(phrase).sort().slice(0, 6).join(' ')}`.trim();
}

export const FAMILY =
  'wife|husband|partner|girlfriend|boyfriend|fiancée?|spouse|son|daughter|child|kid|baby|sister|brother|sibling|twin|mother|mum|mom|father|dad|parent|grandmother|grandma|grandfather|grandpa|aunt|uncle|cousin|niece|nephew|stepson|stepdaughter|mother-in-law|father-in-law|friend|best friend|roommate|flatmate|neighbou?r|boss|manager|colleague|team|doctor|dentist|therapist';
export const PETS =
  'dog|puppy|cat|kitten|pet|parrot|budgie|bird|rabbit|bunny|hamster|guinea pig|horse|pony|fish|goldfish|turtle|tortoise|snake|lizard|gecko|ferret|chicken|goat|cow|donkey';
export const CHILDREN = 'son|daughter|child|children|kid|baby|twin';
/** What is lost, dropped and left behind, and found again. */
export const CARRIED =
  'car|bike|bicycle|motorbike|motorcycle|scooter|boat|van|truck|guitar|violin|cello|camera|laptop|computer|phone|smartphone|mobile|tablet|e-?reader|keys?|wallet|purse|bag|backpack|passport|glasses|umbrella|watch|ring|hat|book';
export const BELONGINGS =
  'car|bike|bicycle|motorbike|motorcycle|scooter|boat|van|truck|house|home|flat|apartment|garden|allotment|cabin|cottage|piano|guitar|violin|cello|drum kit|telescope|camera|laptop|computer|phone|tablet|e-?reader|printer|degree|phd|doctorate|master' +
  "'" +
  's degree|bachelor' +
  "'" +
  's degree|licen[cs]e|tattoo|blog|podcast|youtube channel|business|company|shop|bakery|farm|podcast|diabetes|asthma|adhd|epilepsy|migraines|arthritis|celiac disease|coeliac disease|allergy|intolerance|dyslexia|insomnia|tinnitus|blood type';
