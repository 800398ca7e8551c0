/**
 * Ends what runs when the process grows too much meanwhile. A thread's own limit counts its objects only; what a parser
 * unpacks lies in buffers outside of them, and only the size of the process shows those.
 */
const LOOK_EVERY_MS = 10;

export class MemoryExceeded extends Error {
  constructor() {
    super('reading the document took too much memory');
  }
}

export class MemoryWatch {
  private readonly running = new Set<AbortController>();
  private timer?: NodeJS.Timeout;
  private baseline = 0;

  constructor(
    /** Bytes the process may grow by. */
    private readonly most: number,
    private readonly sizeOfProcess: () => number = () => process.memoryUsage.rss(),
  ) {}

  /** Watches until `leave` is called; aborts the controller with MemoryExceeded. */
  enter(controller: AbortController): void {
    if (this.running.size === 0) {
      this.baseline = this.sizeOfProcess();
      this.timer = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    }
    this.running.add(controller);
  }

  leave(controller: AbortController): void {
    this.running.delete(controller);
    if (this.running.size === 0) clearInterval(this.timer);
  }

  /** Whose memory it is cannot be told, so all that run are ended; each may try again alone. */
  private look(): void {
    if (this.sizeOfProcess() - this.baseline <= this.most) return;
    for (const controller of this.running) controller.abort(new MemoryExceeded());
  }
}
