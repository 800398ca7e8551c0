/** The embedding profiles this server has: one live, perhaps one being built, and earlier ones to go back to. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import type { EmbeddingProfile } from '../../platform/embeddings/embedding-model.js';

/**
 * starting: what has to be embedded is being listed · building · live: searched · retired: kept for a while ·
 * rolled_back: an administrator went back to the one before, so it is not built again by itself; once its vectors are
 * deleted it was never live, and only remembers that.
 */
export type ProfileState = 'starting' | 'building' | 'live' | 'retired' | 'rolled_back';

export interface StoredProfile extends EmbeddingProfile {
  id: string;
  state: ProfileState;
  createdAt: string;
  liveAt: string | null;
  retiredAt: string | null;
}

interface ProfileRow {
  id: string;
  api_url: string;
  model: string;
  dimensions: number;
  state: ProfileState;
  created_at: string;
  live_at: string | null;
  retired_at: string | null;
}

const COLUMNS = 'id, api_url, model, dimensions, state, created_at, live_at, retired_at';
/** How the vectors of every profile are scaled. */
const NORMALISATION = 'unit';

@Injectable()
export class ProfileTable {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Oldest first. */
  async all(): Promise<StoredProfile[]> {
    const rows = await this.database.rows<ProfileRow>(`SELECT ${COLUMNS} FROM embedding_profiles ORDER BY created_at`);
    return rows.map(({ api_url: apiUrl, created_at: createdAt, live_at: liveAt, retired_at: retiredAt, ...row }) => ({
      ...row,
      apiUrl,
      createdAt,
      liveAt,
      retiredAt,
    }));
  }

  async live(): Promise<StoredProfile | undefined> {
    return (await this.all()).find(({ state }) => state === 'live');
  }

  /** The mean vector of the background texts: the centre of all codes of the profile. */
  async centreOf(id: string): Promise<Float32Array> {
    const sql = 'SELECT centre FROM embedding_profiles WHERE id = ?';
    const [row] = await this.database.rows<{ centre: Uint8Array }>(sql, [id]);
    if (!row) throw new Error('the embedding profile is gone');
    return new Float32Array(new Uint8Array(row.centre).buffer);
  }

  /** Does nothing where another server was faster. */
  async add({ apiUrl, model, dimensions }: EmbeddingProfile, centre: Float32Array): Promise<void> {
    const sql =
      `INSERT INTO embedding_profiles (id, api_url, model, dimensions, normalisation, state, created_at, centre) ` +
      "VALUES (?, ?, ?, ?, ?, 'starting', ?, ?) ON CONFLICT DO NOTHING";
    const bytes = Buffer.from(centre.buffer, centre.byteOffset, centre.byteLength);
    await this.database.batch([
      { sql, params: [newId(), apiUrl, model, dimensions, NORMALISATION, this.clock.iso(), bytes] },
    ]);
  }

  async setState(id: string, state: ProfileState): Promise<void> {
    await this.database.batch([{ sql: 'UPDATE embedding_profiles SET state = ? WHERE id = ?', params: [state, id] }]);
  }

  /** Takes the live one out of searches, though no other has taken its place. */
  async retire(id: string): Promise<void> {
    const sql = "UPDATE embedding_profiles SET state = 'retired', retired_at = ? WHERE id = ? AND state = 'live'";
    await this.database.batch([{ sql, params: [this.clock.iso(), id] }]);
  }

  /** From here on nobody goes back to it. False where somebody was faster. */
  async giveUp(id: string): Promise<boolean> {
    const sql =
      "UPDATE embedding_profiles SET live_at = NULL WHERE id = ? AND state = 'rolled_back' AND retired_at IS NOT NULL";
    const [changed] = await this.database.batch([{ sql, params: [id] }]);
    return changed === 1;
  }

  /** Of one that was given up: its vectors are deleted. */
  async emptied(id: string): Promise<void> {
    const sql = 'UPDATE embedding_profiles SET retired_at = NULL WHERE id = ? AND live_at IS NULL';
    await this.database.batch([{ sql, params: [id] }]);
  }

  async remove(id: string): Promise<void> {
    await this.database.batch([{ sql: 'DELETE FROM embedding_profiles WHERE id = ?', params: [id] }]);
  }

  /** One step for every search: from here on the profile is the live one. False where it no longer was being built. */
  switchTo(id: string): Promise<boolean> {
    return this.replaceLive({ id, from: 'building' }, 'retired');
  }

  /** Back to the profile that was live before. Gives it. Throws `conflict` where there is none. */
  async rollBack(): Promise<StoredProfile> {
    const earlier = (await this.all())
      .filter(({ state, liveAt }) => liveAt !== null && (state === 'retired' || state === 'rolled_back'))
      .sort((a, b) => ((a.retiredAt ?? '') < (b.retiredAt ?? '') ? 1 : -1));
    const [target] = earlier;
    const switched = target && (await this.replaceLive({ id: target.id, from: target.state }, 'rolled_back'));
    if (!switched) throw new AppError('conflict', 'There is no earlier embedding profile to go back to.');
    return target;
  }

  private async replaceLive(next: { id: string; from: ProfileState }, before: ProfileState): Promise<boolean> {
    const now = this.clock.iso();
    const statements: Statement[] = [
      {
        sql: "UPDATE embedding_profiles SET state = ?, retired_at = ? WHERE state = 'live'",
        params: [before, now],
      },
      {
        // Of one that was given up meanwhile the vectors are being deleted.
        sql:
          "UPDATE embedding_profiles SET state = 'live', live_at = ?, retired_at = NULL WHERE id = ? AND state = ? " +
          "AND (state = 'building' OR live_at IS NOT NULL)",
        params: [now, next.id, next.from],
        expect: 1,
      },
    ];
    try {
      await this.database.batch(statements);
      return true;
    } catch (error) {
      if (error instanceof UnexpectedChanges) return false;
      throw error;
    }
  }
}
