/**
 * Lets go of clients that asked for an answer and take nothing of it: one look over all connections now and then, whatever
 * is sent on them (answers, streams, downloads, what a connection was upgraded to). It must know no request.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { HttpMetrics } from './metrics/http-metrics.js';

/** A reader that takes nothing of what waits for it for this long (milliseconds) is let go, at the next look. A stream is resumed by its last `seq`. */
const STALLED_MS = 120_000;
const LOOK_EVERY_MS = 15_000;

export interface Patience {
  limitMs: number;
  everyMs: number;
}

/** What a connection had taken when it was last seen to take something, and at how many looks since it had not. */
interface Stall {
  taken: number;
  looks: number;
}

/** What libuv counts. Of Node's own counts one is of whole writes only, of which one may be a whole answer. */
interface Handle {
  /** With what still waits. */
  readonly bytesWritten: number;
  /** Bytes the system has not taken yet. */
  readonly writeQueueSize: number;
}

export class StalledReaders implements OnModuleDestroy {
  private readonly logger = new Logger(StalledReaders.name);
  private readonly open = new Set<Socket>();
  /** Those with something waiting, as of the last look. */
  private stalls = new Map<Socket, Stall>();
  /** Looks, not time: a process that stood still itself has let nobody take anything. */
  private readonly mostLooks: number;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly metrics: Pick<HttpMetrics, 'letGo'>,
    private readonly patience: Patience = { limitMs: STALLED_MS, everyMs: LOOK_EVERY_MS },
  ) {
    this.mostLooks = Math.ceil(patience.limitMs / patience.everyMs);
  }

  /** From now on, every connection the server takes. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => this.open.delete(socket));
    });
    this.timer = setInterval(() => this.look(), this.patience.everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** One look at every connection; what the timer does. */
  look(): void {
    const before = this.stalls;
    this.stalls = new Map();
    let cut = 0;
    for (const socket of this.open) {
      // Most have nothing waiting: their reader has it all, or the answer is not there yet.
      const taken = socket.writableLength > 0 ? takenBy(socket) : undefined;
      if (taken === undefined) continue;
      const last = before.get(socket);
      const looks = last?.taken === taken ? last.looks + 1 : 0;
      if (looks < this.mostLooks) {
        this.stalls.set(socket, { taken, looks });
        continue;
      }
      // A reset: the system forgets what it holds for them, and what has come cannot pass for the whole answer.
      socket.resetAndDestroy();
      cut += 1;
    }
    if (cut) this.tell(cut);
  }

  private tell(readers: number): void {
    this.metrics.letGo(readers);
    this.logger.log({ readers }, 'let go of readers that took nothing of their answers');
  }
}

/** Bytes the system has taken off our hands, within a write too; undefined once the connection is closed. */
function takenBy(socket: Socket): number | undefined {
  const { _handle: handle } = socket as Socket & { readonly _handle?: Handle | null };
  return handle ? handle.bytesWritten - handle.writeQueueSize : undefined;
}
