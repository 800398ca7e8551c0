/** Wakes readers of turns that wait: at once where this process did something about them, else after a while. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';

@Injectable()
export class TurnChanges implements OnModuleInit {
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(private readonly events: EventBus) {}

  onModuleInit(): void {
    const wake = ({ turnId }: { turnId: string }) => this.wake(turnId);
    this.events.on('turn.started', wake);
    this.events.on('turn.ended', wake);
    // Which turns it had is not known any more; whoever waits looks again.
    const wakeAll = () => [...this.waiting.keys()].forEach((turnId) => this.wake(turnId));
    this.events.on('session.hidden', wakeAll);
    this.events.on('session.deleted', wakeAll);
  }

  /** Resolves when something happened, `ms` have passed, or the reader left. */
  next(turnId: string, ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const others = this.waiting.get(turnId) ?? new Set();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        others.delete(done);
        if (!others.size) this.waiting.delete(turnId);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiting.set(turnId, others.add(done));
      if (signal.aborted) done();
      else signal.addEventListener('abort', done, { once: true });
    });
  }

  private wake(turnId: string): void {
    for (const resume of [...(this.waiting.get(turnId) ?? [])]) resume();
  }
}
