/** What a server acknowledged before it was killed: a 2xx, or a turn-start. */
export interface SeenTurn {
  turnId: string;
  sessionId: string;
  question: string;
  /** Text of the deltas that arrived. */
  text: string;
  lastSeq: number;
  /** Its turn-end arrived. */
  ended: boolean;
  /** The whole text the model server would send: what is saved of a cut answer is the beginning of it. */
  sent: () => string;
}

export class CrashLedger {
  /** Messages by conversation id. */
  readonly sessions = new Map<string, number>();
  readonly turns: SeenTurn[] = [];
  /** What was written down, and the text of documents, by id. Documents stay until they have been looked at. */
  readonly memories = new Map<string, string>();
  readonly documents = new Map<string, string>();
  /** Turns of all rounds: each has been paid for. */
  turnsEver = 0;

  get size(): number {
    return this.sessions.size + this.turns.length + this.memories.size + this.documents.size;
  }

  clear(): void {
    this.turnsEver += this.turns.length;
    this.sessions.clear();
    this.turns.length = 0;
    this.memories.clear();
  }
}
