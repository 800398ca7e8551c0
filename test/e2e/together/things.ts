/** What an account has by now, of each kind the latest ones: some of it is gone again when it is asked for. */
import type { Json } from '../../support/call.js';
import type { SeededRandom } from '../../support/seeded-random.js';

const KEPT = 12;
const NEVER_THERE = '01a1fbcb-79bd-70f4-8928-9876820e05de';
const WORDS = ['harbour', 'lamp', 'keeper', 'boat', 'noon', 'island', 'ferry', 'pier', 'storm', 'gull'];

export type Kind =
  'session' | 'message' | 'turn' | 'document' | 'collection' | 'memory' | 'file' | 'agent' | 'tone' | 'key' | 'job';

export class Things {
  private readonly ids = new Map<Kind, string[]>();

  constructor(readonly random: SeededRandom) {}

  add(kind: Kind, id: string | undefined): void {
    if (id === undefined) return;
    const known = this.ids.get(kind) ?? [];
    this.ids.set(kind, known);
    known.push(id);
    if (known.length > KEPT) known.splice(this.random.between(0, KEPT - 1), 1);
  }

  /** Of an answer of the chat, or the first event of a stream. */
  addTurn(told: Json): void {
    this.add('session', told.session_id as string | undefined);
    this.add('turn', told.turn_id as string | undefined);
    this.add('message', told.user_message_id as string | undefined);
    this.add('message', told.message_id as string | undefined);
  }

  one(kind: Kind): string {
    return this.random.oneOf([...(this.ids.get(kind) ?? []), ...(this.ids.get(kind)?.length ? [] : [NEVER_THERE])]);
  }

  get word(): string {
    return this.random.oneOf(WORDS);
  }

  get number(): number {
    return this.random.between(0, 30);
  }

  get sentence(): string {
    return `The ${this.word} of the ${this.word} is at the ${this.word} ${this.number}. I like ${this.word}, my name is ${this.word}.`;
  }

  get text(): string {
    return Array.from({ length: this.random.between(1, 30) }, () => this.sentence).join('\n\n');
  }

  /** Some of the time. */
  maybe<T extends object>(part: () => T): T | Record<string, never> {
    return this.random.chance(0.2) ? part() : {};
  }
}
