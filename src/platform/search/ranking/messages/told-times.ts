// Works out what "yesterday" or "two weeks ago" in a message means, from the time of the message. Knows words and time only.

/** A stretch of time in milliseconds since the epoch, `to` excluded. */
export interface ToldTime {
  from: number;
  to: number;
}

const DAY = 86_400_000;
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const UNITS: Record<string, number> = { day: 1, days: 1, week: 7, weeks: 7, month: 30, months: 30 };
const COUNTS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  few: 3,
  four: 4,
  five: 5,
  six: 6,
};

/** The relative times in a text. `words`: folded words in order; `time`: when it was said. */
export function toldTimes(words: readonly string[], time: number): ToldTime[] {
  const today = Math.floor(time / DAY) * DAY;
  return words.flatMap((word, at) => {
    if (word === 'yesterday') return [{ from: today - DAY, to: today }];
    if (word === 'today' || word === 'tonight') return [{ from: today, to: today + DAY }];
    if (word === 'tomorrow') return [{ from: today + DAY, to: today + 2 * DAY }];
    if (word === 'ago') return timeAgo(words[at - 2], words[at - 1], today);
    const step = stepOf(words[at - 1]);
    return step === undefined ? [] : steppedTime(word, step, today);
  });
}

function stepOf(word: string | undefined): -1 | 1 | undefined {
  if (word === 'last' || word === 'past') return -1;
  return word === 'next' || word === 'this' ? 1 : undefined;
}

/** "last friday", "next week", "last month". */
function steppedTime(word: string, step: -1 | 1, today: number): ToldTime[] {
  const weekday = new Date(today).getUTCDay();
  if (word === 'week') {
    const from = today + (7 * step - weekday) * DAY;
    return [{ from, to: from + 7 * DAY }];
  }
  if (word === 'weekend') {
    const from = today + (step < 0 ? -(weekday + 1) : 6 - weekday) * DAY;
    return [{ from, to: from + 2 * DAY }];
  }
  if (word === 'month') {
    const date = new Date(today);
    const month = (offset: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
    return [{ from: month(step), to: month(step + 1) }];
  }
  const named = WEEKDAYS.indexOf(word);
  if (named < 0) return [];
  const days = step < 0 ? -((weekday - named + 7) % 7 || 7) : (named - weekday + 7) % 7 || 7;
  return [{ from: today + days * DAY, to: today + (days + 1) * DAY }];
}

/** "two weeks ago": half a unit of doubt on either side. */
function timeAgo(count: string | undefined, unit: string | undefined, today: number): ToldTime[] {
  const days = UNITS[unit ?? ''];
  const times = COUNTS[count ?? ''] ?? Number(count);
  if (days === undefined || !(times > 0)) return [];
  return [{ from: today - (times + 0.5) * days * DAY, to: today - (times - 0.5) * days * DAY }];
}
