/**
 * From a producer that pushes to a consumer that pulls, one event at a time. Text pushed while nobody waits, within one
 * read of the socket, or within the frame of a busy process after the last text, becomes ONE text event: that is what
 * keeps a relayed token cheap. It must not know HTTP.
 */
import type { ChatEvent } from '../chat-event.js';
import { type Pace, SLOT_MS, type Waiting } from './pace.js';

/** Characters held for a slow consumer before the producer is asked to wait. */
const HIGH_WATER = 256 * 1024;
/** Characters that do not wait. */
const TEXT_HELD = 4096;

export interface EventSource {
  /** Called once, at the first pull. */
  start(): void;
  /** The consumer went away. */
  cancel(): void;
  pause(): void;
  resume(): void;
}

interface Waiter {
  resolve(result: IteratorResult<ChatEvent>): void;
  reject(error: unknown): void;
}

export class EventPipe implements AsyncIterableIterator<ChatEvent>, Waiting {
  private text = '';
  private readonly queue: ChatEvent[] = [];
  private waiter?: Waiter;
  private failure?: { error: unknown };
  private ended = false;
  private started = false;
  private scheduled = false;
  private paused = false;
  /** When the last text left; monotonic, milliseconds. */
  private textLeftAt = -Infinity;
  /** Its text waits for its time. */
  private holding = false;

  constructor(
    private readonly source: EventSource,
    private readonly pace: Pace,
  ) {}

  pushText(text: string): void {
    if (this.ended) return;
    this.text += text;
    if (this.waiter) this.scheduleText();
    else if (this.text.length > HIGH_WATER && !this.paused) {
      this.paused = true;
      this.source.pause();
    }
  }

  push(event: ChatEvent): void {
    if (this.ended) return;
    this.sealText();
    this.queue.push(event);
    this.schedule();
  }

  /** Nothing follows; what was pushed is still delivered, and then `error` is thrown if there is one. */
  end(failure?: { error: unknown }): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    this.schedule();
  }

  next(): Promise<IteratorResult<ChatEvent>> {
    if (!this.started) {
      this.started = true;
      this.source.start();
    }
    if (this.waiter) return Promise.reject(new Error('an answer has one reader, who asks for one event at a time'));
    return new Promise((resolve, reject) => {
      this.waiter = { resolve, reject };
      if (this.scheduled) return;
      if (this.text !== '' && !this.queue.length && !this.ended) this.scheduleText();
      else this.deliver();
    });
  }

  return(): Promise<IteratorResult<ChatEvent>> {
    this.text = '';
    this.queue.length = 0;
    const running = this.started && !this.ended;
    this.started = true;
    this.end();
    if (running) this.source.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private scheduleText(): void {
    if (this.scheduled) return;
    if (this.text.length > TEXT_HELD) return this.schedule();
    if (this.holding) return;
    const due = this.textLeftAt + this.pace.frameMs;
    // What has been read at its time is not held up for the moment since.
    if (due - performance.now() < SLOT_MS) return this.schedule();
    this.holding = true;
    this.pace.wait(this, due);
  }

  /** After the socket's read is parsed to its end, not before: several tokens of one read travel together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.pace.soon(this);
  }

  private deliver(): void {
    const { waiter } = this;
    if (!waiter) return;
    if (this.queue.length === 0) this.sealText();
    const event = this.queue.shift();
    if (event === undefined && !this.ended) return;
    this.waiter = undefined;
    if (event === undefined) this.settleEnd(waiter);
    else waiter.resolve({ done: false, value: event });
    if (this.paused && this.text === '') {
      this.paused = false;
      this.source.resume();
    }
  }

  /** For the pace only: the rest of a read has come, or what was held has had its time. */
  goOn(): void {
    this.scheduled = this.holding = false;
    this.deliver();
  }

  private sealText(): void {
    if (this.text === '') return;
    this.textLeftAt = performance.now();
    this.queue.push({ type: 'text', text: this.text });
    this.text = '';
  }

  private settleEnd(waiter: Waiter): void {
    const failure = this.failure;
    this.failure = undefined;
    if (failure) waiter.reject(failure.error);
    else waiter.resolve({ done: true, value: undefined });
  }
}
