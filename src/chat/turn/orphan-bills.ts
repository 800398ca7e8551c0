/** Books what turns cost whose process died, also where their conversation is deleted before anybody knows of that. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { FAR_AHEAD_MS } from '../../common/far-ahead.js';
import { newId } from '../../common/ids.js';
import { estimateTokens } from '../../common/token-estimate.js';
import { UsageConfig } from '../../config/usage.config.js';
import { isOvertaken } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { SessionRemoval } from '../../session/session-removal.js';
import { insertUsage, type UsageEntry } from '../../stats/usage-statement.js';
import { type Orphan, ORPHAN_REASON, ORPHANS_SQL } from './orphan.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory } from './turn-history.js';
import { isGoneUnbilled } from './unbilled.js';

/** A turn whose conversation is being deleted, and its bill as far as its answer is saved. */
interface Leaving {
  orphan: Orphan;
  entry: UsageEntry;
}

@Injectable()
export class OrphanBills implements OnModuleInit {
  private readonly leaving = new Map<string, Leaving>();

  constructor(
    private readonly database: Database,
    private readonly history: TurnHistory,
    private readonly running: RunningTurns,
    private readonly prices: UsageConfig,
    private readonly removal: SessionRemoval,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.removal.endFirst((userId, sessionId) => this.note(userId, sessionId));
  }

  /** `content`: what was saved of its answer. */
  entryOf(orphan: Orphan, content: string, time: number): UsageEntry {
    const tokens = estimateTokens(content);
    return {
      id: newId(),
      turnId: orphan.id,
      messageId: orphan.message_id,
      model: orphan.model,
      keyId: orphan.key_id ?? undefined,
      agentId: orphan.agent_id ?? undefined,
      promptTokens: 0,
      completionTokens: tokens,
      estimated: true,
      totalMs: Math.max(0, time - Date.parse(orphan.created_at)),
      outcome: ORPHAN_REASON,
      costMicros: this.prices.costMicros([orphan.model], 0, tokens),
    };
  }

  /** Writes nothing where the turn is still there, or somebody else has booked it. */
  async billIfGone({ user_id: userId, id: turnId, created_at: createdAt }: Orphan, entry: UsageEntry): Promise<void> {
    const only = isGoneUnbilled(userId, turnId, createdAt);
    try {
      await this.database.batch([insertUsage(userId, entry, this.clock.iso(), only)]);
    } catch (error) {
      // Whose account was deleted has no bill.
      if (!isOvertaken(error)) throw error;
    }
  }

  /** Turns whose conversations were deleted, once their leases are over: a server that lives has booked its own by then. */
  async billLeft(): Promise<void> {
    const [now, farAhead] = [this.clock.iso(), this.clock.iso(FAR_AHEAD_MS)];
    for (const [turnId, left] of this.leaving) {
      const { orphan, entry } = left;
      if (orphan.lease_until >= now && orphan.lease_until <= farAhead) continue;
      this.leaving.delete(turnId);
      try {
        await this.billIfGone(orphan, entry);
      } catch (error) {
        this.leaving.set(turnId, left);
        throw error;
      }
    }
  }

  /** The server that answers it may be dead already, and after the deletion no row would tell of the turn. */
  private async note(userId: string, sessionId: string): Promise<void> {
    const sql = `${ORPHANS_SQL} AND t.user_id = ? AND t.session_id = ?`;
    for (const orphan of await this.database.rows<Orphan>(sql, [userId, sessionId])) {
      if (this.running.get(userId, orphan.id)) continue;
      const content = await this.history.savedSoFar(userId, orphan.message_id);
      this.leaving.set(orphan.id, { orphan, entry: this.entryOf(orphan, content, this.clock.now()) });
    }
  }
}
