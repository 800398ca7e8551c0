import type { EntryWords } from './index-reader.js';
import type { Segment } from './segment.js';

/** Reads the words of one entry after another into the same arrays. */
export class EntryText implements EntryWords {
  segment = 0;
  count = 0;
  titleCount = 0;
  words = new Uint32Array(512);
  positions = new Uint32Array(512);
  sentences = new Uint32Array(512);

  read(segment: Segment, local: number): void {
    const bytes = segment.forward;
    let at = segment.forwardOffsets[local]!;
    const end = segment.forwardOffsets[local + 1]!;
    // A code is a byte at least.
    if (end - at > this.words.length) this.grow(end - at);
    const { words, positions, sentences } = this;
    let count = 0;
    let titleWords = -1;
    let escaped = false;
    let step = 1;
    let position = -1;
    let sentence = 0;
    while (at < end) {
      let byte = bytes[at++]!;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++]!;
        value |= (byte & 127) << shift;
      }
      if (titleWords > 0) {
        titleWords--;
        words[count++] = value;
      } else if (titleWords < 0) {
        titleWords = value;
        this.titleCount = value;
      } else if (escaped) {
        escaped = false;
        if (value === 1) sentence++;
        else step = value;
      } else if (value === 0) escaped = true;
      else {
        position += step;
        step = 1;
        positions[count] = position;
        sentences[count] = sentence;
        words[count++] = value - 1;
      }
    }
    this.count = count;
  }

  private grow(capacity: number): void {
    const size = Math.ceil(capacity * 1.25);
    this.words = new Uint32Array(size);
    this.positions = new Uint32Array(size);
    this.sentences = new Uint32Array(size);
  }
}
