/**
 * Where the lines of a log go: gathered, written by another thread, never waited for. What cannot be written (a full
 * disk) is let be for a while and its lines are dropped, for a server goes on answering without its log; what is slow (a
 * pipe nobody reads) is kept up to a size. How many lines are missing is told once on standard error, and in the log.
 */
import { close, closeSync, fstatSync, openSync, statSync, write, writeSync } from 'node:fs';

/** From here on lines are written at once; fewer wait for the next second. */
const BATCH_CHARS = 4096;
/** Characters that wait at most for a destination that takes none. */
const MOST_WAITING = 1024 * 1024;
/** How long a destination is let be that could not be written. */
const REST_MS = 5000;
/** How long one is let be that has no room at the moment. */
const BUSY_MS = 100;
/** How long the end of the process may wait for one that has no room. */
const LONGEST_WAIT_MS = 500;

export interface LogOutputOptions {
  /** As it is told on standard error. */
  name: string;
  descriptor: number;
  /** Each line is written before the next statement runs, as whoever develops wants to see it. */
  sync?: boolean;
  format?: (line: string) => string;
  tell?: (sentence: string) => void;
}

/** Lines on their way. */
interface Chunk {
  bytes: Buffer;
  lines: number;
  /** A part of it is written. */
  isBegun: boolean;
}

export class LogOutput {
  private descriptor: number;
  /** Opened anew meanwhile; taken up when nothing is under way. */
  private next?: number;
  private waiting: string[] = [];
  private chars = 0;
  /** What there was no room for at the last try. */
  private rest?: Chunk;
  private isWriting = false;
  /** Why it could not be written when it was tried last. */
  private failure?: string;
  private restsUntil = 0;
  /** The last line was cut. */
  private isCut = false;
  /** Lines dropped since the log last said so. */
  private missing = 0;

  constructor(private readonly options: LogOutputOptions) {
    this.descriptor = options.descriptor;
  }

  /** Takes one line, or drops it where it cannot be kept. */
  write(line: string): void {
    if (this.chars >= MOST_WAITING || performance.now() < this.restsUntil) {
      this.missing += 1;
      return;
    }
    if (this.missing) this.push(this.missingLine());
    this.push(line);
    if (this.options.sync) this.flushSync(0);
    else if (this.chars >= BATCH_CHARS) this.flush();
  }

  /** Begins to write what waits. */
  flush(): void {
    if (this.isWriting) return;
    const chunk = this.take();
    if (chunk) this.writeOn(chunk);
  }

  /** Writes what waits here and now; waits for room, but never long. What another thread is writing is left to it. */
  flushSync(longestMs = LONGEST_WAIT_MS): void {
    const until = performance.now() + longestMs;
    const chunk = this.take();
    while (chunk?.bytes.length) {
      try {
        this.wrote(chunk, writeSync(this.descriptor, chunk.bytes));
      } catch (error) {
        if (!hasNoRoom(error) || performance.now() >= until) return this.failed(chunk, error as NodeJS.ErrnoException);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      }
    }
  }

  /** Whether what it writes is in the file that has this name now. */
  writesTo(file: string): boolean {
    const named = statSync(file, { throwIfNoEntry: false });
    const written = fstatSync(this.next ?? this.descriptor);
    return named?.ino === written.ino && named.dev === written.dev;
  }

  /** From now on into the file of this name. Throws where it cannot be opened; then nothing changes. */
  reopen(file: string): void {
    const descriptor = openSync(file, 'a', 0o600);
    if (this.next !== undefined) closeSync(this.next);
    this.next = descriptor;
    this.switchOver();
  }

  /** One sentence on standard error, which never holds anything of the log. */
  tell(sentence: string): void {
    (this.options.tell ?? tellOnStandardError)(`${this.options.name} ${sentence}`);
  }

  private push(line: string): void {
    const text = this.options.format ? this.options.format(line) : line;
    this.waiting.push(text);
    this.chars += text.length;
  }

  private missingLine(): string {
    const missing = this.missing;
    this.missing = 0;
    const msg = `lines are missing here: ${this.failure ?? 'they were not taken in time'}`;
    return `${JSON.stringify({ level: 40, time: new Date().toISOString(), pid: process.pid, missing, msg })}\n`;
  }

  private take(): Chunk | undefined {
    const { rest, waiting } = this;
    this.rest = undefined;
    if (rest || waiting.length === 0) return rest;
    const bytes = Buffer.from((this.isCut ? '\n' : '') + waiting.join(''));
    this.isCut = false;
    this.waiting = [];
    this.chars = 0;
    return { bytes, lines: waiting.length, isBegun: false };
  }

  private writeOn(chunk: Chunk): void {
    this.isWriting = true;
    write(this.descriptor, chunk.bytes, (error, bytes) => {
      this.isWriting = false;
      if (error) return this.failed(chunk, error);
      this.wrote(chunk, bytes);
      if (chunk.bytes.length) this.writeOn(chunk);
      else if (this.chars >= BATCH_CHARS) this.flush();
    });
  }

  private wrote(chunk: Chunk, bytes: number): void {
    chunk.bytes = chunk.bytes.subarray(bytes);
    chunk.isBegun = true;
    if (chunk.bytes.length) return;
    if (this.failure !== undefined) this.tell('can be written again.');
    this.failure = undefined;
    this.switchOver();
  }

  private failed(chunk: Chunk, error: NodeJS.ErrnoException): void {
    if (hasNoRoom(error)) {
      this.rest = this.rest ? joined(chunk, this.rest) : chunk;
      setTimeout(() => this.flush(), BUSY_MS).unref();
      return;
    }
    const code = error.code ?? error.name;
    if (this.failure === undefined) this.tell(`cannot be written (${code}); lines are dropped until it can be.`);
    this.failure = code;
    this.restsUntil = performance.now() + REST_MS;
    this.missing += chunk.lines + this.waiting.length;
    this.isCut = chunk.isBegun;
    this.waiting = [];
    this.chars = 0;
    this.switchOver();
  }

  private switchOver(): void {
    if (this.next === undefined || this.isWriting) return;
    const old = this.descriptor;
    this.descriptor = this.next;
    this.next = undefined;
    this.isCut = false;
    close(old, (error) => error && this.tell(`could not be closed (${error.code}).`));
  }
}

function joined(first: Chunk, second: Chunk): Chunk {
  const bytes = Buffer.concat([first.bytes, second.bytes]);
  return { bytes, lines: first.lines + second.lines, isBegun: first.isBegun };
}

function hasNoRoom(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}

function tellOnStandardError(sentence: string): void {
  try {
    writeSync(2, `${sentence}\n`);
  } catch {
    // As full or as closed as the log is: there is nowhere left to tell it, and the server goes on.
  }
}
