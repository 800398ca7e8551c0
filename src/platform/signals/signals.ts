/**
 * Short messages between the servers of one installation, and the Nest token of the port. At most once and best effort:
 * what must not be missed is in the database, and a signal only makes others look sooner.
 */

/** Every signal. Payloads are ids, as in the event map. */
export interface SignalMap {
  /** Somebody wants this turn to stop; whoever runs it does so. */
  'turn.stop': { userId: string; turnId: string };
  'session.hidden': { userId: string; sessionId: string };
  'session.deleted': { userId: string; sessionId: string };
  'user.deleted': { userId: string };
  /** `credentialId` undefined: all of the user's. */
  'credential.revoked': { userId: string; credentialId?: string };
  /** Another role or other limits; they live on. `credentialId` undefined: all of the user's. */
  'credential.changed': { userId: string; credentialId?: string };
  'settings.changed': Record<string, never>;
}

export type SignalTopic = keyof SignalMap;

export abstract class Signals {
  /** False where this server is the only one. */
  abstract readonly reachesOthers: boolean;
  /** Tells the other servers; this one hears nothing of it. */
  abstract send<T extends SignalTopic>(topic: T, payload: SignalMap[T]): void;
  /** Hears what other servers send. Gives a function that ends it. */
  abstract on<T extends SignalTopic>(topic: T, listener: (payload: SignalMap[T]) => void): () => void;
}
