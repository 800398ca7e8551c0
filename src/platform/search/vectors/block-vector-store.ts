/** VectorStore on blocks in the relational database: many vectors a row, merged and purged by rewriting. */
import type { Clock } from '../../../common/clock.js';
import { newId } from '../../../common/ids.js';
import type { Database } from '../../database/database.js';
import { type Statement, UnexpectedChanges } from '../../database/statement.js';
import type { Corpus } from '../search-types.js';
import { type AliveAmong, type EntryVector, type VectorProfile, VectorStore } from '../vector-store.js';
import { buildBlock, mergeBlocks, VectorBlock } from './vector-block.js';
import { VectorEncoder } from './vector-encoder.js';

/** Whose blocks. */
interface Place {
  owner: string;
  corpus: Corpus;
}

interface BlockRow {
  id: string;
  profile_id: string;
  entries: number;
}

/** So many small blocks become one. */
const FAN_IN = 8;
/** A larger block is no small one any more, and no merge makes a much larger one. */
const SMALL = 2048;
const DROPPED_AT_ONCE = 20;

export class BlockVectorStore extends VectorStore {
  private readonly encoders = new Map<string, VectorEncoder>();

  constructor(
    private readonly database: Pick<Database, 'batch' | 'rows'>,
    private readonly clock: Clock,
  ) {
    super();
  }

  add(owner: string, corpus: Corpus, profile: VectorProfile, vectors: readonly EntryVector[]): Statement[] {
    if (vectors.length === 0) return [];
    return [this.insert({ owner, corpus }, profile.id, buildBlock(vectors, this.encoderOf(profile)))];
  }

  async compact(owner: string, corpus: Corpus, profileId: string, alive: AliveAmong): Promise<void> {
    const place = { owner, corpus };
    const small = (await this.list(place)).filter((row) => row.profile_id === profileId && row.entries < SMALL);
    for (let at = 0; at + FAN_IN <= small.length; at += FAN_IN) {
      await this.rewrite(place, small.slice(at, at + FAN_IN), alive);
    }
  }

  async purge(owner: string, corpus: Corpus, alive: AliveAmong): Promise<void> {
    const place = { owner, corpus };
    for (const row of await this.list(place)) await this.rewrite(place, [row], alive);
  }

  async drop(profileId: string): Promise<void> {
    const sql =
      'DELETE FROM vector_blocks WHERE profile_id = ? AND id IN ' +
      `(SELECT id FROM vector_blocks WHERE profile_id = ? LIMIT ${DROPPED_AT_ONCE})`;
    for (;;) {
      const [gone] = await this.database.batch([{ sql, params: [profileId, profileId] }]);
      if (!gone) return;
    }
  }

  private encoderOf({ id, centre }: VectorProfile): VectorEncoder {
    const encoder = this.encoders.get(id) ?? new VectorEncoder(centre);
    this.encoders.set(id, encoder);
    return encoder;
  }

  private insert({ owner, corpus }: Place, profileId: string, data: Uint8Array): Statement {
    const { rows } = new VectorBlock(data);
    return {
      sql:
        'INSERT INTO vector_blocks (user_id, corpus, profile_id, id, entries, bytes, created_at, data) ' +
        'VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      params: [owner, corpus, profileId, newId(), rows, data.byteLength, this.clock.iso(), Buffer.from(data.buffer)],
    };
  }

  private list({ owner, corpus }: Place): Promise<BlockRow[]> {
    const sql =
      'SELECT id, profile_id, entries FROM vector_blocks WHERE user_id = ? AND corpus = ? ORDER BY entries, id';
    return this.database.rows<BlockRow>(sql, [owner, corpus]);
  }

  /** One block of what is still there in some; a single block that lost nothing is left alone. */
  private async rewrite(place: Place, rows: readonly BlockRow[], alive: AliveAmong): Promise<void> {
    const profileId = rows[0]!.profile_id;
    const blocks = await Promise.all(rows.map(({ id }) => this.load(place, profileId, id)));
    const present = blocks.filter((block) => block !== undefined);
    if (present.length < rows.length) return;
    const ids = present.flatMap((block) => Array.from({ length: block.rows }, (_, row) => block.idOf(row)));
    const left = await alive(ids);
    if (rows.length === 1 && left.size === ids.length) return;
    const merged = mergeBlocks(present, (id) => left.has(id));
    try {
      await this.database.batch([
        ...rows.map(({ id }) => deleteBlock(place, profileId, id)),
        ...(merged ? [this.insert(place, profileId, merged)] : []),
      ]);
    } catch (error) {
      // Another server has rewritten them: its work is as good.
      if (!(error instanceof UnexpectedChanges)) throw error;
    }
  }

  private async load({ owner, corpus }: Place, profileId: string, id: string): Promise<VectorBlock | undefined> {
    const sql = `SELECT data FROM vector_blocks WHERE ${KEY}`;
    const [row] = await this.database.rows<{ data: Uint8Array }>(sql, [owner, corpus, profileId, id]);
    return row && new VectorBlock(row.data);
  }
}

const KEY = 'user_id = ? AND corpus = ? AND profile_id = ? AND id = ?';

function deleteBlock({ owner, corpus }: Place, profileId: string, id: string): Statement {
  return { sql: `DELETE FROM vector_blocks WHERE ${KEY}`, params: [owner, corpus, profileId, id], expect: 1 };
}
