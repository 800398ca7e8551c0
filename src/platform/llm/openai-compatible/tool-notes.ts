/** Remembers which models of a server took tools and which refused them: no protocol tells. */
import type { Clock } from '../../../common/clock.js';
import type { ChatRequest } from '../chat-request.js';
import { UpstreamError } from '../upstream-error.js';

/** A model may be replaced behind its name. */
const BELIEVED_MS = 10 * 60_000;
/** Names come from requests. */
const MOST_MODELS = 500;

export class ToolNotes {
  private readonly notes = new Map<string, { takes: boolean; until: number }>();

  constructor(private readonly clock: Clock) {}

  /** Undefined: nothing is known. */
  takesTools(model: string): boolean | undefined {
    const note = this.notes.get(model);
    return note && note.until > this.clock.now() ? note.takes : undefined;
  }

  tookThem(model: string): void {
    this.note(model, true);
  }

  /** A request with tools was refused in words about tools. */
  read(model: string, request: ChatRequest, error: UpstreamError, body: string): void {
    const status = error.upstreamStatus ?? 0;
    if (request.tools?.length && (status === 400 || status === 422) && /tool|function/i.test(body)) {
      this.note(model, false);
    }
  }

  private note(model: string, takes: boolean): void {
    this.notes.delete(model);
    this.notes.set(model, { takes, until: this.clock.now() + BELIEVED_MS });
    if (this.notes.size > MOST_MODELS) this.notes.delete(this.notes.keys().next().value!);
  }
}
