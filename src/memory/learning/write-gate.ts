/** What is not worth knowing, whatever it looks like: questions, what-ifs, other people's words, tasks, secrets. Pure. */

const QUESTION =
  /\?["')\s]*$|^(?:what|who|whom|whose|where|when|why|how|which|can|could|would|should|shall|will|do|does|did|is|are|am|was|were|have you|has|had|may|any idea|tell me|show me|give me|let me know|i wonder|i was wondering|i'm wondering)\b(?! not\b)/i;

const HYPOTHETICAL =
  /\b(?:if|suppose|supposing|imagine|pretend|let's say|let us say|what if|hypothetically|assume|assuming|unless|as though|as if|i wish|would have|could have|might|maybe|perhaps|probably|possibly|dream(?:ed|t)?|role-?play|for example|for instance|e\.g|joking|kidding|someday|one day|in theory)\b/i;

const REPORTED =
  /\b(?:he|she|they|someone|somebody|people|everyone|the (?:article|author|book|text|email|e-mail|man|woman|character|hero|heroine|narrator|customer|client)|my (?:friend|boss|colleague|neighbou?r|teacher|brother|sister|mother|father|mum|mom|dad|wife|husband|partner|doctor)) (?:said|says|told|wrote|writes|claims|claimed|thinks|thought|asked|insists|mentioned|believes)\b|\baccording to\b/i;

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

export function isHypothetical(clause: string): boolean {
  return HYPOTHETICAL.test(clause);
}

export function isTask(clause: string): boolean {
  return TASK.test(clause);
}
