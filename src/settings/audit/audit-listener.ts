/** Turns what happens to accounts and keys into entries of the audit log; failed sign-ins are counted by the minute. */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { currentUserId } from '../../http/request-context.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { AuditLog, type NewAuditEntry } from './audit-log.js';

const EVERY = 60_000;

@Injectable()
export class AuditListener implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(AuditListener.name);
  /** By account; the empty id: names that do not exist. */
  private readonly failures = new Map<string, number>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly log: AuditLog,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on('login.ended', ({ userId = '', ok }) => {
      if (!ok) this.failures.set(userId, (this.failures.get(userId) ?? 0) + 1);
    });
    this.events.on('account.created', ({ userId }) => this.add('account.created', userId));
    this.events.on('account.changed', ({ userId, ...details }) => this.add('account.changed', userId, details));
    this.events.on('user.deleted', ({ userId }) => this.add('account.deleted', userId));
    this.events.on('key.created', ({ userId, keyId }) => this.add('key.created', keyId, { owner: userId }));
    this.events.on('key.changed', ({ userId, keyId, limits }) =>
      this.add('key.changed', keyId, { owner: userId, limits }),
    );
    this.events.on('key.deleted', ({ userId, keyId }) => this.add('key.deleted', keyId, { owner: userId }));
    this.timer = setInterval(() => void this.writeFailures(), EVERY).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.writeFailures();
  }

  private async writeFailures(): Promise<void> {
    const counted = [...this.failures];
    this.failures.clear();
    for (const [userId, count] of counted) {
      await this.write({ action: 'login.failed', target: userId || undefined, details: { count } });
    }
  }

  private add(action: string, target: string, details: Record<string, unknown> = {}): Promise<void> {
    return this.write({ actorId: currentUserId(), action, target, details });
  }

  private async write(entry: NewAuditEntry): Promise<void> {
    try {
      await this.log.add(entry);
    } catch (error) {
      this.logger.error({ err: error, entry }, 'an entry of the audit log could not be written');
    }
  }
}
