// What kind of answer a question wants (a time, a number, a name …) and whether a sentence has one; knows surface cues only.

/** `other`: no cue worth using. */
export type AnswerKind = 'time' | 'number' | 'name' | 'place' | 'reason' | 'other';

/** First match decides. Latin and Cyrillic words end at word ends, other scripts have none. */
const ASKS: readonly [AnswerKind, RegExp][] = [
  ['time', /^\W*(?:since |until |by )?(?:when|wann|seit wann|quand|cu[aá]ndo|quando|когда)(?!\p{L})/iu],
  [
    'time',
    /(?<!\p{L})(?:(?:what|which|in what|in which) (?:year|date|day|month|decade|century|time)|welche[nms]? (?:jahr|datum|tag|jahrhundert)|quelle (?:ann[ée]e|date)|qu[eé] (?:año|fecha|siglo)|в каком году|какого числа)(?!\p{L})/iu,
  ],
  ['time', /何时|什么时候|哪一?年|哪一天|何年|いつ|何年|언제|متى|في أي عام|เมื่อไ|เมื่อใด|ปีใด|ปีไหน/u],
  [
    'number',
    /(?<!\p{L})(?:how (?:many|much|old|long|tall|far|large|big|high|often)|what (?:percent(?:age)?|number|amount|population)|wie ?viele?|wie (?:hoch|lange|alt|groß|oft)|combien|cu[aá]nt[oa]s?|quant[oaie]|сколько)(?!\p{L})/iu,
  ],
  ['number', /多少|几[个位年次人]|いくつ|何人|얼마|몇|كم|กี่|เท่าไ|เท่าใด/u],
  ['name', /(?<!\p{L})(?:who|whom|whose|wer|wen|wem|wessen|qui|qui[eé]n(?:es)?|chi|quem|кто|кого|кем|кому)(?!\p{L})/iu],
  [
    'place',
    /(?<!\p{L})(?:where|wo|woher|wohin|où|d[oó]nde|dove|onde|где|куда|откуда|(?:what|which) (?:country|city|state|town|place|region|continent))(?!\p{L})/iu,
  ],
  [
    'reason',
    /(?<!\p{L})(?:why|warum|weshalb|wieso|pourquoi|por qu[eé]|perch[eé]|почему|зачем)(?!\p{L})|为什么|为何|なぜ|왜|لماذا|ทำไม/iu,
  ],
];

const MONTH =
  /(?<!\p{L})(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|märz|mai|juni|juli|okt|dez|janvier|février|mars|avril|juin|juillet|août|enero|mayo|junio|julio|январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)\p{L}*/iu;
const TIME_WORD =
  /(?<!\p{L})(?:today|yesterday|tomorrow|\p{L}*day|morning|evening|night|noon|midnight|week|month|year|decade|century|centuries|heute|gestern|morgen|jahr\p{L}*|jahrhundert\p{L}*|siècle|siglo|год\p{L}*|век\p{L}*)(?!\p{L})/iu;
const NUMBER_WORD =
  /(?<!\p{L})(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter|once|twice|none|several|eins?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|hundert|tausend|deux|trois|quatre|cinq|dix|cent|mille|dos|tres|cuatro|cinco|diez|cien|mil|два|две|три|четыре|пять|десять|сто|тысяч\p{L}*)(?!\p{L})|[一二三四五六七八九十百千万亿两]/iu;
const DIGIT = /\p{Nd}/u;
const YEAR =
  /(?<!\p{Nd})(?:1\d{3}|20\d{2}|\d{1,2}:\d{2}|\d{3}0s)(?!\p{Nd})|\p{Nd}+ ?(?:BC|AD|CE)|[\p{Nd}一二三四五六七八九十〇]+[年月日世]|พ\.ศ|ค\.ศ/u;
/** A capitalized word that does not open the sentence. */
const CAPITALIZED = /(?<=\p{L}[,;:]? (?:["'“(]?))\p{Lu}\p{L}+/u;
const UNCASED =
  /[\p{Script=Han}\p{Script=Thai}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Devanagari}]/u;
const REASON =
  /(?<!\p{L})(?:because|due to|since|so that|in order to|as a result|owing to|caused? by|thanks to|therefore|weil|denn|da|wegen|damit|aufgrund|parce|car|afin|porque|debido|perch[eé]|потому|поскольку|из-за|чтобы)(?!\p{L})|因为|由于|为了|ため|から|لأن|بسبب|เพราะ|เนื่องจาก/iu;

const HAS: Readonly<Record<AnswerKind, (sentence: string) => boolean>> = {
  time: (sentence) => YEAR.test(sentence) || MONTH.test(sentence) || TIME_WORD.test(sentence),
  number: (sentence) => DIGIT.test(sentence) || NUMBER_WORD.test(sentence),
  name: (sentence) =>
    UNCASED.test(sentence) || CAPITALIZED.test(sentence) || /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}/u.test(sentence),
  place: (sentence) => UNCASED.test(sentence) || CAPITALIZED.test(sentence),
  reason: (sentence) => REASON.test(sentence),
  other: () => true,
};

/** The kind of answer a question asks for. */
export function askedKind(question: string): AnswerKind {
  const start = question.slice(0, 1_000);
  return ASKS.find(([, asks]) => asks.test(start))?.[0] ?? 'other';
}

/** Whether a sentence could hold an answer of the kind; true where a script gives no cue. */
export function hasKind(sentence: string, kind: AnswerKind): boolean {
  return HAS[kind](sentence);
}
