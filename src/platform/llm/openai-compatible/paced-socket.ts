/**
 * A connection that brings an answer in many small pieces, faster than they are looked at, is not read for each: they wait
 * in the kernel until its time has come and are read at once. To read a piece costs as much as to relay it, so this is
 * half of what there is to gather. It must not know what comes over it.
 */
import { Socket, type SocketConstructorOpts } from 'node:net';
import { type Pace, SLOT_MS, type Waiting } from './pace.js';

/** Where more than this came at once, the sender does not wait for anybody: it is read on. Bytes. */
const LARGE = 16 * 1024;
/** What comes sooner than this many frames after the piece before is coming fast. */
const FAST = 1.25;

export class PacedSocket extends Socket implements Waiting {
  private readAt = -Infinity;
  private isFast = false;
  private isWaiting = false;

  constructor(
    private readonly pace: Pace,
    options: SocketConstructorOpts & { highWaterMark?: number },
  ) {
    super(options);
  }

  /** Node stops reading where this says that there is enough for now, until `_read` asks for more. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    const wantsMore = super.push(chunk, encoding);
    if (!(chunk instanceof Uint8Array)) return wantsMore;
    const now = performance.now();
    const { frameMs } = this.pace;
    this.isFast = frameMs >= SLOT_MS && chunk.length < LARGE && now - this.readAt < FAST * frameMs;
    this.readAt = now;
    return wantsMore && !this.isFast;
  }

  override _read(size: number): void {
    if (!this.isFast) return super._read(size);
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.pace.wait(this, this.readAt + this.pace.frameMs);
  }

  /** A new request: the first of its answer is read as soon as it comes. */
  override _write(chunk: unknown, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.rest();
    super._write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], done: (error?: Error | null) => void): void {
    this.rest();
    super._writev!(chunks, done);
  }

  goOn(): void {
    this.isWaiting = false;
    if (!this.destroyed) super._read(0);
  }

  private rest(): void {
    this.readAt = -Infinity;
    if (!this.isFast) return;
    this.isFast = false;
    super._read(0);
  }
}
