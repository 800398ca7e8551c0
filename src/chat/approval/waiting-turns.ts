/** Ends turns that wait in a conversation that is about to go: what they have cost is booked when they end. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { SessionRemoval } from '../../session/session-removal.js';
import { TurnResumption } from './turn-resumption.js';

@Injectable()
export class WaitingTurns implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly resumption: TurnResumption,
    private readonly removal: SessionRemoval,
  ) {}

  onModuleInit(): void {
    this.removal.endFirst((userId, sessionId) => this.endIn(userId, sessionId));
  }

  private async endIn(userId: string, sessionId: string): Promise<void> {
    const sql = `SELECT id FROM turns WHERE user_id = ? AND session_id = ? AND state = 'requires_action'`;
    const waiting = await this.database.rows<{ id: string }>(sql, [userId, sessionId]);
    for (const { id } of waiting) await this.resumption.end({ userId, turnId: id }, 'stopped');
  }
}
