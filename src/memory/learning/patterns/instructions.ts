/** "Always …", "never …", "answer in …": how somebody wants to be answered from now on. Pure. */
import { statement, type Statement } from '../finding.js';
import type { Pattern } from './pattern.js';

export const LANGUAGES =
  'english|german|french|spanish|italian|portuguese|dutch|swedish|norwegian|danish|finnish|polish|czech|russian|ukrainian|turkish|greek|arabic|hebrew|hindi|chinese|mandarin|japanese|korean|thai|vietnamese|indonesian|latin';

/** What of the answers it is about: a later wish about the same replaces it. */
const TOPICS: [string, RegExp][] = [
  ['reply language', new RegExp(String.raw`\bin (?:plain |simple )?(?:${LANGUAGES})\b`, 'i')],
  ['reply emoji', /\b(?:emojis?|emoticons?|smileys?)\b/i],
  [
    'reply length',
    /\b(?:short(?:er)?|brief(?:ly)?|concise(?:ly)?|long(?:er)?|detailed|in detail|one sentence|two sentences|three sentences|\d+ (?:words|sentences)|succinct(?:ly)?|terse)\b/i,
  ],
  ['reply units', /\b(?:metric|imperial|celsius|fahrenheit|kilomet(?:er|re)s|miles|kilograms?|pounds)\b/i],
  [
    'reply format',
    /\b(?:bullet(?: ?points?)?|bulleted|numbered lists?|lists|tables?|markdown|plain text|headings|prose)\b/i,
  ],
  ['reply tone', /\b(?:formal(?:ly)?|informal(?:ly)?|casual(?:ly)?|friendly|polite(?:ly)?|sarcastic|tone)\b/i],
  ['reply spelling', /\b(?:british|american|uk|us) (?:english|spelling)\b/i],
  ['reply clock', /\b(?:24|12)[- ]hour\b/i],
];

/** About how answers are given, so it is meant to last although nothing says so. */
const ABOUT_ANSWERS =
  /\b(?:answers?|replies|reply|responses?|respond|emojis?|markdown|bullet|disclaimers?|exclamation (?:marks|points)|apologi[sz]e|apologies|units?|metric|celsius|fahrenheit|imperial|24[- ]hour|jargon|abbreviations|formal|informal|call(?:ing)? me|address(?:ing)? me)\b/i;
const NOTHING =
  /^(?:mind|ever mind|heard|seen|been|had|thought|say never|again|a dull|a pleasure|wanted|knew|happy|glad|good)\b/i;

function wish(rest: string | undefined, clause: string, confidence: number): Statement | undefined {
  if (!rest || NOTHING.test(rest) || rest.split(' ').length > 30) return undefined;
  return statement('instruction', clause, topicOf(clause), rest, confidence);
}

/** The attribute of what is said about answers. */
export function topicOf(words: string): string | null {
  return TOPICS.find(([, of]) => of.test(words))?.[0] ?? null;
}

const LASTING = String.raw`always|never|don't ever|do not ever|from now on,?|from here on,?|in (?:the )?future,?|going forward,?|henceforth,?|for all (?:future |your )?(?:answers|replies|responses),?|in all (?:future |your )?(?:answers|replies|responses),?|in every (?:answer|reply|response),?`;

export const INSTRUCTIONS: readonly Pattern[] = [
  {
    match: new RegExp(
      String.raw`^(?:please |(?:i(?:'d| would)? (?:want|need|like) you|remember|make sure|be sure|you (?:should|must|need)|you have|try)(?: to)? (?:please )?)?(?:${LASTING}) (?<v>.+)$`,
      'i',
    ),
    read: ({ v }, clause) => wish(v, clause, 90),
  },
  {
    match: new RegExp(
      String.raw`^(?:please |(?:could|can|would|will) you (?:please )?)?(?<v>(?:answer|reply|respond|write|speak|talk|explain|keep|make|use|give|show|add|include|cite|call|address|start|end|avoid|skip|stop|don't|do not)\b.+?),? (?:from now on|going forward|from here on|in (?:the )?future|every time|each time|always)\??$`,
      'i',
    ),
    read: ({ v }, clause) => wish(v, clause, 85),
  },
  {
    match:
      /^i(?:'d| would) (?:appreciate it|like it|prefer it|love it|be glad|be happy) if you (?:always|never|could always|would always|didn't|don't|used|kept|answered|stopped|called|gave|wrote) (?<v>.+)$/i,
    read: ({ v }, clause) => wish(v, clause, 80),
  },
  {
    match:
      /^(?:please )?(?:whenever|every time|each time|when) (?:i|you) .+?, (?:please |always |you should )*(?<v>(?:answer|reply|respond|ask|use|give|keep|start|end|add|include|explain|show|tell|remind|call|cite|mention|check|write|suggest|assume|never|don't).+)$/i,
    read: ({ v }, clause) => wish(v, clause, 85),
  },
  {
    match: new RegExp(
      String.raw`^(?:please |i(?:'d| would)? (?:want|need|like) you to |you should |can you please )?(?:answer|reply|respond|talk|speak|write)(?: to)?(?: me| back)? (?:only |always )?(?<v>(?:in (?:plain |simple )?(?:${LANGUAGES})\b.*|(?:more )?(?:briefly|formally|informally|casually|concisely|politely)|in (?:short|brief|long|one|two|complete|full|simple|bullet)\b.*))$`,
      'i',
    ),
    read: ({ v }, clause) => wish(v, clause, 85),
  },
  {
    match:
      /^(?:please )?(?:keep|make) (?:all |your |the |all your )*(?:answers|replies|responses|explanations) (?<v>.+)$/i,
    read: ({ v }, clause) => wish(v, clause, 85),
  },
  {
    match: /^(?:please )?(?:don't|do not|stop|avoid|skip|no|use|no more|refrain from) (?<v>.+)$/i,
    read: ({ v }, clause) =>
      ABOUT_ANSWERS.test(v ?? '') && !/\b(?:this|that|these|here|below|above)\b/i.test(v ?? '')
        ? wish(v, clause, 80)
        : undefined,
  },
  {
    match:
      /^i (?:want|need|expect|would like|'d like) (?<v>(?:short|brief|concise|long|detailed|honest|direct|simple|formal|informal) (?:answers|replies|responses|explanations).*)$/i,
    read: ({ v }, clause) => wish(v, clause, 80),
  },
];
