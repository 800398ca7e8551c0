/** What is not worth knowing, whatever it looks like: questions, what-ifs, other people's words, tasks, secrets. Pure. */

const QUESTION =
  /\?["')\s]*$|^(?:what|who|whom|whose|where|when|why|how|which|can|could|would|should|shall|will|do|does|did|is|are|am|was|were|have you|has|had|may|any idea|tell me|show me|give me|let me know|i wonder|i was wondering|i'm wondering)\b(?! not\b)/i;

const HYPOTHETICAL =
  /\b(?:if|suppose|supposing|imagine|pretend|let's say|let us say|what if|hypothetically|assume|assuming|unless|as though|as if|i wish|would have|could have|might|maybe|perhaps|probably|possibly|dream(?:ed|t)?|role-?play|for example|for instance|e\.g|joking|kidding|someday|one day|in theory)\b/i;

const REPORTED =
  /\b(?:he|she|they|someone|somebody|people|everyone|the (?:article|author|book|text|email|e-mail|man|woman|character|hero|heroine|narrator|customer|client)|my (?:friend|boss|colleague|neighbou?r|teacher|brother|sister|mother|father|mum|mom|dad|wife|husband|partner|doctor)) (?:said|says|told|wrote|writes|claims|claimed|thinks|thought|asked|insists|mentioned|believes)\b|\baccording to\b/i;

/** What comes after it is played or supposed. */
const SCENE =
  /^(?:(?:ok(?:ay)?|so|hey|hi|now|well|please|can we|could we|shall we|i (?:want|would like)(?: us)? to|i'd like(?: us)? to)[, ]+)*(?:let's |let us )?(?:pretend|imagine|suppose|assume|role-?play|do a role-?play|play (?:a |the |some )?(?:role|game|rpg|pretend)|picture this|hypothetically)\b|^in (?:this|the|my|our) (?:[\w-]+ )?(?:story|game|novel|film|movie|scenario|role-?play|campaign|dream|exercise|example)\b/i;

/** It ends by itself, and nobody would say that it has. */
const DAY = String.raw`(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|tomorrow|tonight|christmas|easter|new year|spring|summer|autumn|winter|\d{1,2}(?:st|nd|rd|th|[./]\d)|\d{4}`;
const PASSING = new RegExp(
  String.raw`(?<!day )\b(?:until|till|til) (?:(?:next|this|the|late|early|mid) )*(?:${DAY}|week|weekend|month|year|end of)\b`,
  'i',
);

const TASK =
  /^(?:please |can you |could you |help me )?(?:write|translate|summari[sz]e|rewrite|proofread|rephrase|paraphrase|draft|compose|generate|create|explain|describe|analy[sz]e|classify|complete|continue|convert|calculate|compute|solve|list|find|search|look up|compare|act as|you are|say|repeat|print|implement|build|make me|sing|recite|recommend|suggest|plan|design)\b/i;

const CODE = /[{}<>\\]|=>|\(\)|==|\w\(\w*\)|;\s*$|https?:\/\/|…/;

/** Credentials are not for remembering. */
const SECRET =
  /\b(?:passwords?|passwort|pass ?phrase|pin(?: code| number)?|cvv|cvc|credit card|card number|api[ -]?keys?|secret key|private key|access token|social security|ssn|iban|seed phrase|otp|login code)\b/i;

const LONGEST = 300;

export function isWorthReading(clause: string): boolean {
  return (
    clause.length >= 5 &&
    clause.length <= LONGEST &&
    !CODE.test(clause) &&
    !SECRET.test(clause) &&
    !REPORTED.test(clause)
  );
}

export function isQuestion(clause: string): boolean {
  return QUESTION.test(clause);
}

/** What others say goes on to the end of the sentence. */
export function isReported(clause: string): boolean {
  return REPORTED.test(clause);
}

/** It sets a scene: nothing after it is said of oneself. */
export function setsScene(sentence: string): boolean {
  return SCENE.test(sentence);
}

/** It holds for a while only. */
export function isPassing(clause: string): boolean {
  return PASSING.test(clause) && !/\bfrom\b/i.test(clause);
}

export function isHypothetical(clause: string): boolean {
  return HYPOTHETICAL.test(clause);
}

export function isTask(clause: string): boolean {
  return TASK.test(clause);
}
