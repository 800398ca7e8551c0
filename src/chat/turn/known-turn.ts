/** What a reader knows of a turn that another server answers: where it is deleted, its end is made of that. Pure. */
import type { LogFrame } from '../../common/log-frame.js';
import { GrowingText } from './growing-text.js';
import { endOf } from './replay-frames.js';
import type { TurnRow } from './turn-history.js';

const TEXT = '{"type":"text-delta"';

export class KnownTurn {
  private said = new GrowingText();
  /** Number of the last event whose text is known. */
  private upTo: number;
  /** It was heard from its first event on. */
  private isWhole = false;

  /** @param row with the text that was saved */
  constructor(private readonly row: TurnRow) {
    this.said.add(row.content);
    this.upTo = row.last_seq;
  }

  /** From where on there are frames it wants to hear, for a reader that has those up to `after`. */
  wants(after: number): number {
    return Math.min(after, this.upTo);
  }

  /** Frames as they came, in order, some perhaps again. From the first one on they tell all of it. */
  hear(frames: readonly LogFrame[]): void {
    for (const { seq, data } of frames) {
      if (seq === 0 && !this.isWhole) this.beginAnew();
      if (seq <= this.upTo) continue;
      this.upTo = seq;
      if (data.startsWith(TEXT)) this.said.add((JSON.parse(data) as { text: string }).text);
    }
  }

  private beginAnew(): void {
    this.isWhole = true;
    this.said = new GrowingText();
    this.upTo = -1;
  }

  /** The row as the deletion of its conversation ended it. */
  get deleted(): TurnRow {
    return { ...this.row, content: this.said.whole, state: 'incomplete', reason: 'stopped' };
  }

  end(seq: number): LogFrame {
    const { type, ...rest } = endOf(this.deleted);
    return { seq, data: JSON.stringify({ type, seq, ...rest }) };
  }
}
