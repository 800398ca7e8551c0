/**
 * Watches the credentials of requests that are still open, streams above all: one that another process revoked is
 * announced here, so that whoever holds its streams closes them. Must know nothing of what the requests do.
 */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Principal } from '../../common/owner.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { CredentialState } from './credential-state.js';

/** Half the second that is promised: the rest is for the read and for closing. */
const EVERY_MS = 500;

@Injectable()
export class RequestsInFlight implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RequestsInFlight.name);
  private readonly open = new Map<string, { principal: Principal; count: number }>();
  private timer?: NodeJS.Timeout;
  private looking = false;

  constructor(
    private readonly state: CredentialState,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  begin(principal: Principal): void {
    const open = this.open.get(principal.credentialId);
    if (open) open.count++;
    else this.open.set(principal.credentialId, { principal, count: 1 });
  }

  end({ credentialId }: Principal): void {
    const open = this.open.get(credentialId);
    if (open && --open.count === 0) this.open.delete(credentialId);
  }

  /** Announces the credentials in use that are dead; tests call it, the timer does so twice a second. */
  async look(): Promise<void> {
    if (this.looking || this.open.size === 0) return;
    this.looking = true;
    try {
      const principals = [...this.open.values()].map(({ principal }) => principal);
      const alive = await this.state.alive(principals);
      for (const { userId, credentialId } of principals) {
        if (!alive.has(credentialId)) this.events.emit('credential.revoked', { userId, credentialId });
      }
    } catch (error) {
      this.logger.error({ err: error }, 'the credentials of open requests could not be checked');
    } finally {
      this.looking = false;
    }
  }
}
