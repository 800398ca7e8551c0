/**
 * Signals over any number of roads: each message takes all of them and counts once. So stopping and revoking go on while
 * Redis is away, and where a connection pooler keeps PostgreSQL's notifications from coming.
 */
import { Logger } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { type SignalMap, Signals, type SignalTopic } from './signals.js';

/** One way a text can go to the other servers. It may be lost, and it may come back to who sent it. */
export interface SignalRoad {
  send(text: string): void;
  close(): Promise<void>;
}

interface Envelope {
  id: string;
  from: string;
  topic: SignalTopic;
  payload: SignalMap[SignalTopic];
}

type Listener = (payload: SignalMap[SignalTopic]) => void;

/** Messages remembered, so that the second road brings nothing new. */
const REMEMBERED = 1000;

export class SharedSignals extends Signals {
  private readonly logger = new Logger(Signals.name);
  private readonly listeners = new Map<SignalTopic, Set<Listener>>();
  private readonly heard = new Set<string>();
  private readonly roads: SignalRoad[] = [];
  private readonly self = newId();

  get reachesOthers(): boolean {
    return this.roads.length > 0;
  }

  add(road: SignalRoad): void {
    this.roads.push(road);
  }

  send<T extends SignalTopic>(topic: T, payload: SignalMap[T]): void {
    if (!this.reachesOthers) return;
    const envelope: Envelope = { id: newId(), from: this.self, topic, payload };
    const text = JSON.stringify(envelope);
    for (const road of this.roads) road.send(text);
  }

  on<T extends SignalTopic>(topic: T, listener: (payload: SignalMap[T]) => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  /** For the roads: a text has come. */
  receive(text: string): void {
    try {
      const { id, from, topic, payload } = JSON.parse(text) as Envelope;
      if (from === this.self || this.heard.has(id)) return;
      this.remember(id);
      for (const listener of this.listeners.get(topic) ?? []) listener(payload);
    } catch (error) {
      // Of a newer server, or of nobody we know.
      this.logger.warn({ err: error }, 'a signal of another server was not understood');
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.roads.map((road) => road.close()));
  }

  private remember(id: string): void {
    this.heard.add(id);
    if (this.heard.size <= REMEMBERED) return;
    const [oldest] = this.heard;
    if (oldest !== undefined) this.heard.delete(oldest);
  }
}
