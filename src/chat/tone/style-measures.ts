/** How the answers of an account were written. */
import { Injectable } from '@nestjs/common';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import type { StyleView } from './style.view.js';

const NEWEST = 1000;

interface Sums {
  answers: number;
  words: number;
  sentences: number;
  ease: number;
  hedges: number;
  formality: number;
}

@Injectable()
export class StyleMeasures {
  constructor(private readonly database: Database) {}

  async ofTone({ userId }: Owner, toneId: string): Promise<StyleView> {
    const [sums] = await this.database.rows<Sums>(
      `SELECT count(*) AS answers, sum(words) AS words, sum(sentences) AS sentences, sum(reading_ease) AS ease,
          sum(hedges) AS hedges, sum(formality) AS formality
        FROM (SELECT * FROM answer_styles WHERE user_id = ? AND tone_id = ? ORDER BY created_at DESC LIMIT ${NEWEST}) newest`,
      [userId, toneId],
    );
    const answers = Number(sums!.answers);
    if (!answers) return { answers };
    const mean = (sum: number, of = answers) => Math.round((10 * Number(sum)) / of) / 10;
    return {
      answers,
      words: mean(sums!.words),
      words_per_sentence: mean(sums!.words, Math.max(1, Number(sums!.sentences))),
      reading_ease: mean(sums!.ease),
      hedges: mean(sums!.hedges),
      formality: mean(sums!.formality),
    };
  }
}
