/** Ends turns whose process died: what was saved of the answer is kept, the turn is incomplete(server_restart). */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { FAR_AHEAD_MS } from '../../common/far-ahead.js';
import { Database } from '../../platform/database/database.js';
import { inList } from '../../common/in-list.js';
import type { Statement } from '../../platform/database/statement.js';
import { TurnResumption } from '../approval/turn-resumption.js';
import { Instance, LEASE_MS, LEASE_RENEWAL_MS } from './instance.js';
import { type Orphan, ORPHAN_REASON, ORPHANS_SQL } from './orphan.js';
import { OrphanBills } from './orphan-bills.js';
import { OrphanEnd } from './orphan-end.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';

const LEASES_A_STATEMENT = 100;
/** A server that died leaves hundreds; they share the commits. */
const ENDED_AT_ONCE = 8;

@Injectable()
export class OrphanSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OrphanSweep.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly running: RunningTurns,
    private readonly instance: Instance,
    private readonly ends: OrphanEnd,
    private readonly bills: OrphanBills,
    private readonly resumption: TurnResumption,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // One SQLite file has one server, so whatever runs in it now died with the last one. Elsewhere leases tell.
    await this.sweep(this.database.dialect === 'sqlite');
    this.timer = setInterval(() => void this.beat(), LEASE_RENEWAL_MS);
    this.timer.unref();
  }

  /** Not earlier: turns that finish within the grace of a shutdown keep their leases. */
  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Gives a sign of life for the turns of this process, and looks for dead ones. */
  private async beat(): Promise<void> {
    try {
      if (this.running.size) await this.renewLeases();
      await this.sweep(false);
    } catch (error) {
      this.logger.error({ err: error }, 'leases of running turns could not be renewed');
    }
    try {
      await this.bills.billLeft();
    } catch (error) {
      this.logger.error({ err: error }, 'what turns of deleted conversations cost could not be saved yet');
    }
  }

  /** One by one: a turn that ended here without being saved must not be kept alive by the others. */
  private async renewLeases(): Promise<void> {
    const turns = this.running.all();
    const until = this.clock.iso(LEASE_MS);
    const groups: RunningTurn[][] = [];
    for (let from = 0; from < turns.length; from += LEASES_A_STATEMENT)
      groups.push(turns.slice(from, from + LEASES_A_STATEMENT));
    const statements = groups.map((group): Statement => {
      const held = this.heldOf(group);
      return { sql: `UPDATE turns SET lease_until = ? WHERE ${held.sql}`, params: [until, ...held.params] };
    });
    const renewed = await this.database.batch(statements);
    for (const [i, group] of groups.entries()) if (renewed[i]! < group.length) await this.stopLost(group);
  }

  /** Those that another server has ended or taken up: that they have no end of ours is for the row to say. */
  private async stopLost(turns: readonly RunningTurn[]): Promise<void> {
    const held = this.heldOf(turns);
    const rows = await this.database.rows<{ id: string }>(`SELECT id FROM turns WHERE ${held.sql}`, held.params);
    const ours = new Set(rows.map(({ id }) => id));
    for (const turn of turns) if (!ours.has(turn.accepted.turnId)) turn.stop(ORPHAN_REASON);
  }

  private heldOf(turns: readonly RunningTurn[]): Pick<Statement, 'sql' | 'params'> {
    const { marks, values } = inList(turns.map(({ accepted }) => accepted.turnId));
    const sql = `state = 'running' AND lease_until > '' AND lease_owner = ? AND id IN (${marks})`;
    return { sql, params: [this.instance.id, ...values] };
  }

  private async sweep(all: boolean): Promise<void> {
    const sql = `${ORPHANS_SQL} AND (t.lease_until < ? OR t.lease_until > ?)`;
    const due = all ? '9999' : this.clock.iso();
    const orphans = await this.database.rows<Orphan>(sql, [due, this.clock.iso(FAR_AHEAD_MS)]);
    // A turn of this very process whose end could not be saved counts as dead once it is no longer running here.
    const dead = orphans.filter(
      ({ lease_owner: owner, user_id, id }) => owner !== this.instance.id || !this.running.get(user_id, id),
    );
    if (!dead.length) return;
    const waiting = [...dead];
    let over = 0;
    const takeSome = async () => {
      for (let orphan = waiting.pop(); orphan; orphan = waiting.pop()) if (await this.takeCareOf(orphan)) over++;
    };
    await Promise.all(Array.from({ length: ENDED_AT_ONCE }, takeSome));
    this.logger.warn(`${over} of ${dead.length} unfinished turns of an earlier server were taken care of`);
  }

  /** False: not yet; it is looked at again as long as it has no end. It keeps neither the others nor the server waiting. */
  private async takeCareOf(orphan: Orphan): Promise<boolean> {
    try {
      await this.adoptOrEnd(orphan);
      return true;
    } catch (error) {
      this.logger.error(
        { err: error, turn_id: orphan.id },
        'an unfinished turn of an earlier server could not be ended',
      );
      return false;
    }
  }

  private async adoptOrEnd(orphan: Orphan): Promise<void> {
    // It waited, people decided, and the model had not spoken again: it goes on as if nothing had happened.
    const lease = { owner: orphan.lease_owner, until: orphan.lease_until };
    if (await this.resumption.adopt({ userId: orphan.user_id, turnId: orphan.id }, lease)) return;
    await this.ends.end(orphan);
  }
}
