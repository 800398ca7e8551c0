/** Remembers which models of a server took a thing and which refused it: no protocol tells. */
import type { Clock } from '../../../common/clock.js';

/** A model may be replaced behind its name. */
const BELIEVED_MS = 10 * 60_000;
/** Names come from requests. */
const MOST_MODELS = 500;

export class ModelNotes {
  private readonly notes = new Map<string, { takes: boolean; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** Undefined: nothing is known. */
  takes(model: string): boolean | undefined {
    const note = this.notes.get(model);
    return note && note.until > this.clock.now() ? note.takes : undefined;
  }

  note(model: string, takes: boolean): void {
    this.notes.delete(model);
    this.notes.set(model, { takes, until: this.clock.now() + BELIEVED_MS });
    if (this.notes.size > MOST_MODELS) this.notes.delete(this.notes.keys().next().value!);
  }
}
