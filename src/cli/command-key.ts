/** The API key a command works with: it lives for an hour, and another takes its place for as long as the work goes on. */

/** How long a key lives that nobody could delete any more. */
export const KEY_LIVES_MS = 3600_000;
/** What is begun with one has the rest of its life to end. */
const RENEWED_AFTER_MS = KEY_LIVES_MS / 2;

export interface MadeKey {
  id: string;
  key: string;
}

export interface KeyDoors {
  make(): Promise<MadeKey>;
  remove(id: string): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export class CommandKey {
  private made?: MadeKey & { at: number };
  private old?: MadeKey;

  constructor(private readonly doors: KeyDoors) {}

  /** For one request; what was given before stays good for the request it was given for. */
  async current(): Promise<string> {
    const { made } = this;
    if (made && this.doors.now() - made.at < RENEWED_AFTER_MS) return made.key;
    const at = this.doors.now();
    this.made = { ...(await this.doors.make()), at };
    if (this.old) await this.doors.remove(this.old.id);
    this.old = made;
    return this.made.key;
  }

  /** Removes what there is. */
  async end(): Promise<void> {
    for (const one of [this.old, this.made]) if (one) await this.doors.remove(one.id);
  }
}
