/** Gathers events so that the page is drawn some twenty times a second, not once a token. */
import type { NumberedEvent } from '../api/turn-event.js';

const GATHER_MS = 45;

export class EventBatch {
  private events: NumberedEvent[] = [];
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly take: (events: readonly NumberedEvent[]) => void) {}

  add(event: NumberedEvent): void {
    this.events.push(event);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const events = this.events;
    this.events = [];
    if (events.length) this.take(events);
  }
}
