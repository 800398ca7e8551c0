// Finds the dates a question speaks of. Knows the question and the clock it is given, nothing of messages.

/** A day, a month or a year; a month without a year is that month of any year. */
export interface QuestionDate {
  year?: number;
  /** 0..11 */
  month?: number;
  day?: number;
}

const DAY_MS = 86_400_000;
const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const MONTH = `(${MONTHS.join('|')}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)`;
const NUMBER = '(\\d{1,2})(?:st|nd|rd|th)?';
const NAMED = new RegExp(`(?:\\b${NUMBER}(?: of)? )?\\b${MONTH}\\b\\.?(?: ${NUMBER}(?!\\d))?`, 'gi');
const YEAR = /\b(?:19|20)\d\d\b/;
const ISO_DAY = /\b(\d{4})-(\d{2})-(\d{2})\b/g;
const DOTTED_DAY = /\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b/g;
/** "may" and "march" are verbs too: a month only with a capital or a number at its side. */
const AMBIGUOUS = /^(?:may|march|mar)$/;

/** Dates named in the question, and with `now` (milliseconds) also "yesterday", "last week" and "last month". */
export function questionDates(question: string, now?: number): QuestionDate[] {
  const dates = [...written(question, ISO_DAY, [1, 2, 3]), ...written(question, DOTTED_DAY, [3, 2, 1])];
  const year = Number(YEAR.exec(question)?.[0] ?? NaN);
  for (const match of question.matchAll(NAMED)) {
    const date = namedDate(match, year);
    if (date) dates.push(date);
  }
  if (dates.length === 0 && !Number.isNaN(year)) dates.push({ year });
  return now === undefined ? dates : [...dates, ...relativeToNow(question, now)];
}

function written(question: string, pattern: RegExp, [year, month, day]: [number, number, number]): QuestionDate[] {
  return [...question.matchAll(pattern)].map((match) => ({
    year: Number(match[year]),
    month: Number(match[month]) - 1,
    day: Number(match[day]),
  }));
}

function namedDate(match: RegExpMatchArray, year: number): QuestionDate | undefined {
  const name = match[2] ?? '';
  const day = Number(match[1] ?? match[3] ?? NaN);
  const isVerb = AMBIGUOUS.test(name) && Number.isNaN(day);
  if (isVerb) return undefined;
  const month = MONTHS.findIndex((each) => each.startsWith(name.toLowerCase().slice(0, 3)));
  return {
    month,
    ...(Number.isNaN(year) ? {} : { year }),
    ...(Number.isNaN(day) ? {} : { day }),
  };
}

function relativeToNow(question: string, now: number): QuestionDate[] {
  const dayOf = (time: number): QuestionDate => {
    const date = new Date(time);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
  };
  if (/\byesterday\b/i.test(question)) return [dayOf(now - DAY_MS)];
  if (/\btoday\b/i.test(question)) return [dayOf(now)];
  if (/\blast week\b/i.test(question)) return [4, 7, 10].map((days) => dayOf(now - days * DAY_MS));
  if (/\blast month\b/i.test(question)) {
    const date = new Date(now);
    const before = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1));
    return [{ year: before.getUTCFullYear(), month: before.getUTCMonth() }];
  }
  return [];
}

/** 2 within a day of the date, 1 in its month, 0.3 in its year, 0 elsewhere; `time` in milliseconds since the epoch. */
export function dateAgreement(date: QuestionDate, time: number): number {
  const told = new Date(time);
  const year = told.getUTCFullYear();
  if (date.month === undefined) return date.year === year ? 0.3 : 0;
  if (date.day !== undefined) {
    const asked = Date.UTC(date.year ?? year, date.month, date.day, 12);
    if (Math.abs(time - asked) <= 1.5 * DAY_MS) return 2;
  }
  return date.month === told.getUTCMonth() && (date.year ?? year) === year ? 1 : 0;
}

/** The stretch of time a date covers, in milliseconds, the year taken from `time` when it has none; undefined for a year. */
export function dateRange(date: QuestionDate, time: number): { from: number; to: number } | undefined {
  if (date.month === undefined) return undefined;
  const year = date.year ?? new Date(time).getUTCFullYear();
  const from = Date.UTC(year, date.month, date.day ?? 1);
  return { from, to: date.day === undefined ? Date.UTC(year, date.month + 1, 1) : from + DAY_MS };
}
