/** How answers drifted from their tones, as clients see it. */
import { ApiProperty } from '@nestjs/swagger';

/** What a tone asks for in measures; absent: it says nothing about that. */
export class StyleTargetView {
  words?: number;
  reading_ease?: number;
  hedges?: number;
  formality?: number;
}

/** A bucket in which there were answers. */
export class StylePointView {
  /** When the bucket begins; ISO-8601 UTC. */
  t: string;
  answers: number;
  /** Means over the answers. */
  words: number;
  words_per_sentence: number;
  /** 0 (very hard) to 100 (very easy); English only. */
  reading_ease: number;
  /** In a thousand words. */
  hedges: number;
  /** 0 (chatty) to 100 (formal). */
  formality: number;
  /** 0 (as asked) to 1; null where the tone asks for nothing that is measured. */
  @ApiProperty({ type: 'number', nullable: true })
  distance: number | null;
}

export class ToneDriftView {
  /** null: answers without a tone. */
  @ApiProperty({ type: 'string', nullable: true })
  tone_id: string | null;
  /** null where the tone is gone. */
  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;
  target: StyleTargetView;
  series: StylePointView[];
}
