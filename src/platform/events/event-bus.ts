/** In-process, typed events: how what happened travels up the floors. A listener's failure never reaches the emitter. */
import { Injectable, Logger } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import { isForeignKeyViolation } from '../database/constraint-errors.js';
import type { EventMap } from './event-map.js';

type Listener<K extends keyof EventMap> = (payload: EventMap[K]) => void | Promise<void>;

@Injectable()
export class EventBus {
  private readonly logger = new Logger(EventBus.name);
  private readonly listeners = new Map<keyof EventMap, Set<Listener<never>>>();

  /** Gives a function that ends the subscription. */
  on<K extends keyof EventMap>(name: K, listener: Listener<K>): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(listener as Listener<never>));
    return () => listeners.delete(listener as Listener<never>);
  }

  emit<K extends keyof EventMap>(name: K, payload: EventMap[K]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        const running = (listener as Listener<K>)(payload);
        if (running instanceof Promise) running.catch((error: unknown) => this.report(name, error));
      } catch (error) {
        this.report(name, error);
      }
    }
  }

  private report(name: string, error: unknown): void {
    // What it happened to is deleted by now: there is nothing left to do.
    if (isForeignKeyViolation(error) || isNotFound(error))
      this.logger.debug({ err: error, event: name }, `a listener of ${name} came late`);
    else this.logger.error({ err: error, event: name }, `a listener of ${name} failed`);
  }
}
