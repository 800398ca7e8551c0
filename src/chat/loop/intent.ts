/** What a question asks for that needs no model: a calculation, the time, or what was said. English only; pure. */
import { AppError } from '../../common/app-error.js';
import { evaluate } from '../../tools/calculator/evaluate.js';
import { timeZoneOf } from '../../tools/time/time-zones.js';

export type Intent =
  | { kind: 'tool'; tool: string; args: Record<string, string> }
  /** What was said about something: the topic is what to look for. */
  | { kind: 'memory'; topic: string };

/** Longer questions ask for something else. */
const LONGEST = 300;

export function intentOf(question: string): Intent | undefined {
  if (question.length > LONGEST) return undefined;
  const text = question
    .trim()
    .replace(/[?.!\s=]+$/, '')
    .replace(/’/g, "'")
    .replace(/\s+/g, ' ')
    .replace(COURTESY, '');
  return calculation(text) ?? time(text) ?? memory(text);
}

const COURTESY =
  /^(?:please |hey |hi |hello |ok |so |and |(?:can|could|would) you (?:please )?|tell me |do you know )+,? ?/i;

const ASKS_RESULT = /^(?:what(?:'s| is| are| does)|how much (?:is|are)|calculate|compute|work out|evaluate|solve) /i;
const WORDS: readonly [RegExp, string][] = [
  [/\bper ?cent\b/gi, '%'],
  [/\b(?:plus|added to)\b/gi, '+'],
  [/\bminus\b/gi, '-'],
  [/\b(?:times|multiplied by)\b/gi, '*'],
  [/\bdivided by\b/gi, '/'],
  [/\bto the power of\b/gi, '^'],
  [/\bsquared\b/gi, '^2'],
  [/\bcubed\b/gi, '^3'],
  [/\b(?:the )?square root of (\d+(?:\.\d+)?)/gi, 'sqrt($1)'],
  [/(?<=\d)\s*x\s*(?=\d)/gi, ' * '],
];

/** A number alone asks for nothing, and a bare 9/11 or 2026-11-21 is a date. */
function calculation(text: string): Intent | undefined {
  const asked = ASKS_RESULT.test(text);
  const expression = WORDS.reduce((said, [word, sign]) => said.replace(word, sign), text.replace(ASKS_RESULT, ''));
  if (!/\d/.test(expression) || !/[+\-*/^%×÷−]|sqrt\(/.test(expression)) return undefined;
  if (/^[\d\s/.:-]+$/.test(expression) && !/\s[-/:]\s/.test(expression) && !(asked && isDivision(expression))) {
    return undefined;
  }
  try {
    evaluate(expression);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
  return { kind: 'tool', tool: 'calculator', args: { expression } };
}

const isDivision = (expression: string) => /^\d+\s*[/-]\s*\d+$/.test(expression);

const NOW = '(?: (?:right now|now|today|currently|at the moment))?';
const PLACE = '(?: (?:in|at|for) (?<place>.{2,60}?))?';
const TIME_QUESTIONS = [
  `what time is it${NOW}${PLACE}`,
  `what(?:'s| is) the (?:current |local |exact )?(?:time|date)${NOW}${PLACE}`,
  `what(?:'s| is) today's date`,
  `what (?:date|day)(?: of the week)? is (?:it|today)${NOW}${PLACE}`,
  `(?:the )?(?:current |local )?(?:time|date)${NOW} in (?<place>.{2,60}?)`,
  `(?:the )?current (?:time|date)`,
].map((pattern) => new RegExp(`^${pattern}${NOW}$`, 'i'));

function time(text: string): Intent | undefined {
  for (const pattern of TIME_QUESTIONS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const place = match.groups?.place?.replace(/^the /i, '');
    // "What is the time in the contract" asks for something else.
    if (place !== undefined && timeZoneOf(place) === undefined) return undefined;
    return { kind: 'tool', tool: 'current_time', args: place === undefined ? {} : { time_zone: place } };
  }
  return undefined;
}

const MEMORY_QUESTIONS = [
  /^what (?:did|have) i (?:tell|told|say|said|mention|mentioned)(?: to)?(?: you)?(?: (?:earlier|before|once|last time))? about (?<topic>.+)$/i,
  /^what do you (?:know|remember|recall) about (?<topic>(?:me|my|our|us)\b.*)$/i,
  /^do you (?:remember|recall) (?:what i (?:told you|said) about )?(?<topic>.+)$/i,
  /^(?:remind me|recall) (?:of )?what i (?:told you|said|mentioned) about (?<topic>.+)$/i,
];

function memory(text: string): Intent | undefined {
  for (const pattern of MEMORY_QUESTIONS) {
    const topic = pattern.exec(text)?.groups?.topic;
    if (topic) return { kind: 'memory', topic };
  }
  return undefined;
}
