/** The streams that are open, by whose credential: a revocation closes them at once. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../common/owner.js';
import { EventBus } from '../platform/events/event-bus.js';

@Injectable()
export class OpenStreams implements OnModuleInit {
  private readonly open = new Map<AbortController, Principal>();

  constructor(private readonly events: EventBus) {}

  onModuleInit(): void {
    this.events.on('credential.revoked', ({ userId, credentialId }) => {
      for (const [controller, principal] of this.open) {
        const hit = principal.userId === userId && (!credentialId || principal.credentialId === credentialId);
        if (hit) controller.abort();
      }
    });
  }

  get size(): number {
    return this.open.size;
  }

  /** Runs the work with a controller that a revocation aborts. */
  async track<T>(principal: Principal, work: (controller: AbortController) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.open.set(controller, principal);
    try {
      return await work(controller);
    } finally {
      this.open.delete(controller);
    }
  }
}
