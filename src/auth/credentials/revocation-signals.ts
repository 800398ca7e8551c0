/** Tells the other servers of revocations, and this one of theirs. Without it they are noticed too, half a second later. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';
import { Signals } from '../../platform/signals/signals.js';

@Injectable()
export class RevocationSignals implements OnModuleInit {
  /** What is announced here came from another server, which has told everybody. */
  private passingOn = false;

  constructor(
    private readonly events: EventBus,
    private readonly signals: Signals,
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
  }
}
