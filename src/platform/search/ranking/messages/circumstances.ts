// How who spoke, when, and in what manner bears on a question. Knows entries' columns, nothing of scores.
import { ENTRY_FLAGS, type IndexReader } from '../../engine/index-reader.js';
import { Scoreboard } from '../../engine/scoreboard.js';
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

// Entries that have such words; of the thread, good until the next question.
const timed = new Scoreboard();
const counted = new Scoreboard();
const wished = new Scoreboard();

/** Factors for entries, 1 where nothing speaks for or against one. */
export class Circumstances {
  constructor(
    private readonly reader: IndexReader,
    private readonly occasion: Occasion,
    private readonly weights: MessageWeights,
  ) {
    const { asksWhen, asksHowMany, isRequest } = occasion.intent;
    for (const marks of [timed, counted, wished]) marks.start(reader.size);
    if (asksWhen) markHolders(reader, TIME_WORDS, timed);
    if (asksHowMany) markHolders(reader, NUMBER_WORDS, counted);
    if (isRequest) markHolders(reader, STANDING_WISH_WORDS, wished);
  }

  factor(entry: number): number {
    const { reader, weights, occasion } = this;
    const flags = reader.flagsOf(entry);
    const chars = reader.charsOf(entry);
    const role = reader.roleOf(entry);
    let factor = 1;
    if (occasion.speakers.only.size > 0 && occasion.speakers.only.has(reader.nameOf(entry))) factor += weights.speaker;
    factor += weights.date * this.sessionDate(entry);
    if (timed.scores[entry] === 1) factor += weights.timeWords;
    if (occasion.intent.asksHowMany && (counted.scores[entry] === 1 || (flags & ENTRY_FLAGS.number) !== 0))
      factor += weights.numbers;
    if (wished.scores[entry] === 1 && role === 'user') factor += weights.standingWish;
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

/** Marks the entries with one of the words in their text, on a board of the thread's. */
function markHolders(reader: IndexReader, words: readonly string[], marks: Scoreboard): void {
  for (const { entries, texts, from, to, base } of reader.runsOf(reader.wordClass(words)))
    for (let at = from; at < to; at++) if (texts[at]! > 0) marks.raise(base + entries[at]!, 1);
}
