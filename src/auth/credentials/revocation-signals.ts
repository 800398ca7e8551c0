/** Tells the other servers of revocations and changes, and this one of theirs. Without it they are noticed too, half a second later. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';
import { Signals } from '../../platform/signals/signals.js';
import { Credentials } from './credentials.js';

@Injectable()
export class RevocationSignals implements OnModuleInit {
  /** What is announced here came from another server, which has told everybody. */
  private passingOn = false;

  constructor(
    private readonly events: EventBus,
    private readonly signals: Signals,
    private readonly credentials: Credentials,
  ) {}

  onModuleInit(): void {
    this.events.on('credential.revoked', (revocation) => {
      if (!this.passingOn) this.signals.send('credential.revoked', revocation);
    });
    this.signals.on('credential.revoked', (revocation) => {
      this.passingOn = true;
      this.events.emit('credential.revoked', revocation);
      this.passingOn = false;
    });
    this.events.on('account.changed', ({ userId }) => this.signals.send('credential.changed', { userId }));
    this.events.on('key.changed', ({ userId, keyId }) =>
      this.signals.send('credential.changed', { userId, credentialId: keyId }),
    );
    this.signals.on('credential.changed', ({ userId, credentialId }) => this.credentials.forget(userId, credentialId));
  }
}
