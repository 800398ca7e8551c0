/** How answers were written over time, a tone at a time, beside what the tone asks for. Never a message's text. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { rangeOf } from '../../stats/scope.js';
import type { StyleDriftDto } from './style-drift.dto.js';
import type { StylePointView, ToneDriftView } from './style-drift.view.js';
import { distanceTo, targetOf } from './style-target.js';
import { Tones } from './tones.js';

/** Characters of an ISO-8601 time that name the bucket, and what completes them. */
const BUCKETS = { day: [10, 'T00:00:00.000Z'], hour: [13, ':00:00.000Z'] } as const;
const MOST_POINTS = 10_000;

interface Row {
  tone_id: string | null;
  bucket: string;
  answers: number | string;
  words: number | string;
  sentences: number | string;
  ease: number | string;
  hedges: number | string;
  formality: number | string;
}

@Injectable()
export class StyleDrift {
  constructor(
    private readonly database: Database,
    private readonly tones: Tones,
    private readonly clock: Clock,
  ) {}

  async of(owner: Owner, query: StyleDriftDto) {
    const { from, to } = rangeOf(query, this.clock);
    const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const toneId = query.tone === undefined ? undefined : (await this.tones.get(owner, query.tone)).id;
    const rows = await this.rows(owner, { ...range, toneId }, BUCKETS[query.bucket][0]);
    if (rows.length > MOST_POINTS) {
      throw new AppError('bad_request', `The range has more than ${MOST_POINTS} points; ask for larger buckets.`);
    }
    const byTone = new Map<string | null, Row[]>();
    for (const row of rows) byTone.set(row.tone_id, [...(byTone.get(row.tone_id) ?? []), row]);
    const tones = [];
    for (const [id, own] of byTone) tones.push(await this.drift(owner, id, own, BUCKETS[query.bucket][1]));
    return { ...range, bucket: query.bucket, tones };
  }

  /** A tone that was deleted has neither name nor target any more. */
  private async drift(owner: Owner, id: string | null, rows: readonly Row[], rest: string): Promise<ToneDriftView> {
    const tone = id === null ? undefined : await this.tones.find(owner, id);
    const target = tone ? targetOf(tone.definition) : {};
    const series = rows.map((row): StylePointView => {
      const means = meansOf(row);
      const { words, words_per_sentence, reading_ease, hedges, formality } = means;
      const measures = { words, words_per_sentence, reading_ease, hedges, formality };
      const point = { t: row.bucket + rest, answers: Number(row.answers), ...measures };
      return { ...point, distance: distanceTo(target, means) ?? null };
    });
    return { tone_id: id, name: tone?.name ?? null, target, series };
  }

  private rows(
    { userId }: Owner,
    { from, to, toneId }: { from: string; to: string; toneId?: string },
    length: number,
  ): Promise<Row[]> {
    const bucket = `substr(created_at, 1, ${length})`;
    const ofTone = toneId === undefined ? '' : ' AND tone_id = ?';
    return this.database.rows<Row>(
      `SELECT tone_id, ${bucket} AS bucket, count(*) AS answers, sum(words) AS words, sum(sentences) AS sentences,
          sum(reading_ease) AS ease, sum(hedges) AS hedges, sum(formality) AS formality
        FROM answer_styles WHERE user_id = ? AND created_at >= ? AND created_at < ?${ofTone}
        GROUP BY tone_id, ${bucket} ORDER BY ${bucket}, tone_id LIMIT ${MOST_POINTS + 1}`,
      [userId, from, to, ...(toneId === undefined ? [] : [toneId])],
    );
  }
}

function meansOf({ answers, words, sentences, ease, hedges, formality }: Row) {
  const mean = (sum: number | string, of: number | string = answers) =>
    Math.round((10 * Number(sum)) / Number(of)) / 10;
  return {
    words: mean(words),
    words_per_sentence: mean(words, Math.max(1, Number(sentences))),
    reading_ease: mean(ease),
    hedges: mean(hedges),
    formality: mean(formality),
  };
}
