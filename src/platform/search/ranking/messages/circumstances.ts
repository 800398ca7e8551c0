// How who spoke, when, and in what manner bears on a question. Knows entries' columns, nothing of scores.
import { ENTRY_FLAGS, type IndexReader } from '../../engine/index-reader.js';
import type { NamedSpeakers } from './named-speakers.js';
import { dateAgreement, dateRange, type QuestionDate } from './question-dates.js';
import type { QuestionIntent } from './question-intent.js';
import { NUMBER_WORDS, STANDING_WISH_WORDS, TIME_WORDS } from './question-words.js';
import { toldTimes } from './told-times.js';
import type { MessageWeights } from './weights.js';

/** The question without its words. */
export interface Occasion {
  intent: QuestionIntent;
  speakers: NamedSpeakers;
  dates: readonly QuestionDate[];
}

const BARE_LENGTH = 100;
const SHORT_LENGTH = 25;
const LONGEST_TOLD_MS = 40 * 86_400_000;
const WEEK_AND_A_DAY_MS = 8 * 86_400_000;

/** Factors for entries, 1 where nothing speaks for or against one. */
export class Circumstances {
  private readonly timed: ReadonlySet<number>;
  private readonly counted: ReadonlySet<number>;
  private readonly wished: ReadonlySet<number>;

  constructor(
    private readonly reader: IndexReader,
    private readonly occasion: Occasion,
    private readonly weights: MessageWeights,
    candidates: ReadonlySet<number>,
  ) {
    const holding = (words: readonly string[], isWanted: boolean): ReadonlySet<number> =>
      isWanted ? entriesWith(reader, words, candidates) : new Set();
    this.timed = holding(TIME_WORDS, occasion.intent.asksWhen);
    this.counted = holding(NUMBER_WORDS, occasion.intent.asksHowMany);
    this.wished = holding(STANDING_WISH_WORDS, occasion.intent.isRequest);
  }

  factor(entry: number): number {
    const { reader, weights, occasion } = this;
    const flags = reader.flagsOf(entry);
    const chars = reader.charsOf(entry);
    const role = reader.roleOf(entry);
    let factor = 1;
    if (occasion.speakers.only.has(reader.nameOf(entry))) factor += weights.speaker;
    factor += weights.date * this.sessionDate(entry);
    if (this.timed.has(entry)) factor += weights.timeWords;
    if (occasion.intent.asksHowMany && (this.counted.has(entry) || (flags & ENTRY_FLAGS.number) !== 0))
      factor += weights.numbers;
    if (this.wished.has(entry) && role === 'user') factor += weights.standingWish;
    if ((flags & ENTRY_FLAGS.endsWithQuestion) !== 0 && chars < BARE_LENGTH) factor += weights.bareQuestion;
    if (chars < SHORT_LENGTH) factor += weights.shortText;
    const isUsers = role === 'user' || role === '';
    return isUsers || occasion.intent.asksForAssistant ? factor : factor * weights.notSaidByUser;
  }

  /** What the relative times in the text add to factor(); reads the text, so for the best entries only. */
  toldDate(entry: number): number {
    const { reader, occasion, weights } = this;
    const time = reader.createdAtOf(entry);
    if (time === 0 || occasion.dates.every((date) => date.month === undefined)) return 0;
    const told = toldTimes(reader.wordsOf(entry), time).filter(({ from, to }) => to - from <= LONGEST_TOLD_MS);
    let best = 0;
    for (const date of told.length > 0 ? occasion.dates : []) {
      const asked = dateRange(date, time);
      for (const { from, to } of told) {
        if (!asked || from >= asked.to || to <= asked.from) continue;
        best = Math.max(best, date.day === undefined ? weights.toldMonth : to - from <= WEEK_AND_A_DAY_MS ? 2 : 1);
      }
    }
    return weights.date * Math.max(0, best - this.sessionDate(entry));
  }

  private sessionDate(entry: number): number {
    const { dates } = this.occasion;
    const time = dates.length === 0 ? 0 : this.reader.createdAtOf(entry);
    return time === 0 ? 0 : Math.max(...dates.map((date) => dateAgreement(date, time)));
  }
}

function entriesWith(
  reader: IndexReader,
  words: readonly string[],
  candidates: ReadonlySet<number>,
): ReadonlySet<number> {
  const found = new Set<number>();
  reader.forEachPosting(reader.wordClass(words), (entry, inText) => {
    if (inText > 0 && candidates.has(entry)) found.add(entry);
  });
  return found;
}
