/** What ends turns from outside, on whichever server: somebody stops one, or what it belongs to is deleted. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountRemoval } from '../../auth/accounts/account-removal.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { Signals } from '../../platform/signals/signals.js';
import { TurnLog, type TurnPlace } from '../../platform/turn-log/turn-log.js';
import { RunningTurns } from './running-turns.js';

/** What was hidden is deleted later: then again, for a turn that was accepted just before and began just after. */
const ENDINGS = ['session.hidden', 'session.deleted', 'user.deleted'] as const;

@Injectable()
export class TurnStops implements OnModuleInit {
  constructor(
    private readonly running: RunningTurns,
    private readonly log: TurnLog,
    private readonly events: EventBus,
    private readonly signals: Signals,
    private readonly accounts: AccountRemoval,
  ) {}

  onModuleInit(): void {
    // Whoever ends a turn locks it first, and the account last, when it books what it cost.
    this.accounts.beginWith((userId) => [{ sql: 'DELETE FROM turns WHERE user_id = ?', params: [userId] }]);
    for (const topic of ENDINGS) {
      this.events.on(topic, (place: TurnPlace) => {
        this.end(place);
        this.signals.send(topic, place as Required<TurnPlace>);
      });
      this.signals.on(topic, (place: TurnPlace) => this.end(place));
    }
    this.signals.on('turn.stop', ({ userId, turnId }) => this.running.get(userId, turnId)?.stop('stopped'));
  }

  /** What the turns would be saved to is gone, or nobody will see it any more. */
  private end(place: TurnPlace): void {
    this.running.stopOf(place);
    this.log.forget(place);
  }
}
