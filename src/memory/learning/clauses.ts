/** Cuts a sentence into what it says one after another, and takes off what leads up to it. Pure. */

export interface Clause {
  /** The words themselves, without what leads up to them. */
  text: string;
  /** The speaker asked for it to be remembered. */
  isExplicit: boolean;
  /** It sets right what was said before. */
  isCorrection: boolean;
}

/** A new statement begins after these. */
const JOINT =
  /\s*[;]\s+|,?\s+(?:and|but|so|plus|also|while|whereas)\s+(?=(?:also |now )?(?:i|i'm|i've|i'd|we|my|our|please|always|never|call|don't|do not|from now on)\b)|,\s+(?=(?:i|i'm|i've|we|my|our|call me|and i|always|never)\b)|\s+[-–—]+\s+(?=(?:i|i'm|i've|my|always|never|please)\b)/i;

const EXPLICIT =
  /^(?:please |can you |could you |you should |i(?:'d| would) like you to |i want you to |make sure (?:that )?you |try to )?(?:remember|note|keep in mind|bear in mind|don't forget|do not forget|never forget|make a note|take note|save|memori[sz]e|add to (?:your )?memory|know)(?: down)?(?: for (?:later|next time|the future))?(?:(?: of)? (?:this|the fact)(?: about me)?)?(?:(?: that)?[:,]? |[:,] ?)(?!to\b|when\b|how\b|the time\b|me\b|if\b|whether\b|what\b)/i;

const CORRECTION =
  /^(?:actually|no(?=[,.!:;]|,? (?:i|i'm|my|it's|it is|that's)\b)|nope|correction|wait|sorry|update|small update|quick update|change of plans?|scratch that|oops|my mistake|i was wrong|in fact|i misspoke|that's wrong|not quite|to correct myself)\b[\s,:.!—–-]*/i;

const LEAD_IN =
  /^(?:oh|ah|hey|hi|hello|well|so|ok|okay|yeah|yes|yep|sure|right|great|thanks|thank you|cool|nice|also|and|but|plus|then|anyway|btw|by the way|fyi|for (?:the record|context|reference|your information|what it's worth|future reference)|just so you know|so you know|you should know(?: that)?|incidentally|one more thing|another thing|one thing|something else|as it happens|heads up|fun fact|some news|big news|good news|news|to be honest|honestly|frankly|unfortunately|sadly|luckily|fortunately|speaking of (?:which|that)|on (?:another|a different|a side) note|side note|unrelated|random|as (?:you may know|i said|i mentioned|mentioned)|i (?:should|forgot to|wanted to|just wanted to|have to|must|need to|want to|can) (?:mention|tell you|say|add|let you know|point out)(?: that)?|i(?:'d| would) like to (?:mention|add)(?: that)?|did i (?:mention|tell you|say)(?: that)?|i told you(?: that)?|let me (?:tell you|add|mention)(?: that)?|it turns out(?: that)?|turns out(?: that)?|these days|nowadays|currently|at the moment|right now|recently|lately|last (?:week|month|year|weekend)|this (?:week|month|year|morning)|yesterday|today|as of (?:today|now|this week)|since (?:last )?(?:week|month|year|monday|today|yesterday|then)|a (?:few|couple of) (?:days|weeks|months|years) ago|in general|generally|personally|about me|a bit about me|a little about me)\b(?:[\s,:.!—–-]+|$)/i;

const TAIL =
  /[\s,]*(?:\b(?:by the way|btw|you know|though|haha|lol|thanks|thank you|please|ok|okay|just so you know|fyi|for the record|if that helps|in case it matters)\b|[:;]-?[)(D])[\s.!]*$/i;

export function clausesOf(sentence: string): Clause[] {
  const whole = strip(sentence);
  const parts = whole.text.split(JOINT).filter((part) => part.trim());
  return parts.map((part, i) => {
    const own = strip(part);
    return i === 0 ? { ...own, isExplicit: whole.isExplicit, isCorrection: whole.isCorrection } : own;
  });
}

function strip(sentence: string): Clause {
  let text = sentence.trim();
  let isExplicit = false;
  let isCorrection = false;
  for (let before = ''; before !== text;) {
    before = text;
    if (EXPLICIT.test(text)) [text, isExplicit] = [text.replace(EXPLICIT, ''), true];
    if (CORRECTION.test(text)) [text, isCorrection] = [text.replace(CORRECTION, ''), true];
    text = text.replace(LEAD_IN, '').trim();
  }
  text = text.replace(TAIL, '').replace(/[\s.!,;:…]+$/, '');
  return { text, isExplicit, isCorrection };
}
