/**
 * The frames of one running turn, in order. A frame of a token is a few letters in fifty of JSON and headers of objects;
 * of an answer that streams for minutes, what is read seldom is kept as one text: each frame without what it begins like
 * the one before. The newest are at hand as they are.
 */
import type { LogFrame } from '../../common/log-frame.js';

/** Frames that are packed together. */
const BLOCK = 64;
/** Longest frames of a packed block (UTF-16 units): of a long one nothing is saved, and it would be copied. */
const LONGEST = 2048;
/** More is not looked at. */
const MOST_SHARED = 255;

/** Of each frame: what it shares with the one before, and how long the rest is. */
interface Packed {
  text: string;
  sizes: Uint16Array;
}

type Block = Packed | readonly LogFrame[];

/** What may be read of frames that grow. */
export interface Frames {
  readonly length: number;
  /** As of arrays, for whole numbers in order. */
  slice(from: number, to: number): LogFrame[];
  /** UTF-16 units of the frame's data. */
  lengthOf(at: number): number;
}

export class FrameList implements Frames {
  private readonly blocks: Block[] = [];
  private recent: LogFrame[] = [];
  /** The block that was read last, unpacked. */
  private opened?: { block: Block; frames: readonly LogFrame[] };

  constructor(frames: readonly LogFrame[] = []) {
    this.push(frames);
  }

  get length(): number {
    return this.blocks.length * BLOCK + this.recent.length;
  }

  push(frames: readonly LogFrame[]): void {
    for (const frame of frames) this.recent.push(frame);
    // As many stay as a reader takes at once, so that who keeps up never unpacks.
    while (this.recent.length >= 3 * BLOCK) {
      this.blocks.push(pack(this.recent.slice(0, BLOCK)));
      this.recent = this.recent.slice(BLOCK);
      this.opened = undefined;
    }
  }

  slice(from: number, to: number): LogFrame[] {
    const packed = this.blocks.length * BLOCK;
    if (from >= packed) return this.recent.slice(from - packed, to - packed);
    const found: LogFrame[] = [];
    for (let at = from; at < Math.min(to, this.length); at++) found.push(this.at(at));
    return found;
  }

  lengthOf(at: number): number {
    return this.at(at).data.length;
  }

  private at(at: number): LogFrame {
    const index = Math.floor(at / BLOCK);
    const block = this.blocks[index];
    if (!block) return this.recent[at - this.blocks.length * BLOCK]!;
    if (this.opened?.block !== block) this.opened = { block, frames: unpack(block, index * BLOCK) };
    return this.opened.frames[at % BLOCK]!;
  }
}

function pack(frames: readonly LogFrame[]): Block {
  if (frames.some(({ data }) => data.length > LONGEST)) return frames;
  const sizes = new Uint16Array(frames.length * 2);
  const rests: string[] = [];
  let before = '';
  for (const [i, { data }] of frames.entries()) {
    const shared = sharedLength(before, data);
    rests.push(data.slice(shared));
    sizes.set([shared, data.length - shared], i * 2);
    before = data;
  }
  return { text: rests.join(''), sizes };
}

/** `first`: the number of the first frame. */
function unpack(block: Block, first: number): readonly LogFrame[] {
  if (!('sizes' in block)) return block;
  const { text, sizes } = block;
  const frames: LogFrame[] = [];
  let before = '';
  let at = 0;
  for (let i = 0; i < sizes.length; i += 2) {
    const end = at + sizes[i + 1]!;
    before = before.slice(0, sizes[i]) + text.slice(at, end);
    frames.push({ seq: first + i / 2, data: before });
    at = end;
  }
  return frames;
}

function sharedLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length, MOST_SHARED);
  let shared = 0;
  while (shared < most && one.charCodeAt(shared) === other.charCodeAt(shared)) shared++;
  return shared;
}
