import { Client, type QueryConfig, type QueryResultRow } from 'pg';
import { InTurn } from '../../../common/in-turn.js';
import {
  type ConnectionLimits,
  endClient,
  isReadTimeout,
  limited,
  NO_ANSWER_MS,
} from '../../../common/vanished-host.js';
import type { Corpus } from '../search-types.js';
import { isForgottenStatement } from '../../database/constraint-errors.js';
import {
  type IndexState,
  type ListedRow,
  type SegmentList,
  type SegmentStore,
  type StateRow,
  toIndexState,
  toSegmentList,
  type VectorKey,
} from './segment-store.js';

// One statement, so one snapshot.
const LIST = `
  SELECT id::text, entries, bytes, NULL::text AS before, NULL::text AS created_at
    FROM search_segments WHERE user_id = $1 AND corpus = $2
  UNION ALL
  SELECT target_id::text, 0, 0, before_segment::text, created_at::text
    FROM search_deletions WHERE user_id = $1 AND corpus = $2`;
/** Of what the caller has not got, so many segments of at most so many bytes come along: what some turns add. */
const BROUGHT = 8;
const BROUGHT_BYTES = 16 * 1024;
// Where $3 is null nothing is brought.
const STATE = `
  SELECT id::text, NULL::text AS before, NULL::text AS created_at, NULL::bytea AS data
    FROM search_segments WHERE user_id = $1 AND corpus = $2
  UNION ALL
  SELECT target_id::text, before_segment::text, created_at::text, NULL
    FROM search_deletions WHERE user_id = $1 AND corpus = $2
  UNION ALL
  (SELECT id::text, NULL, NULL, data FROM search_segments
    WHERE user_id = $1 AND corpus = $2 AND bytes <= ${BROUGHT_BYTES} AND id <> ALL ($3::uuid[])
    ORDER BY id DESC LIMIT ${BROUGHT})`;
const LOAD = 'SELECT id::text, data FROM search_segments WHERE user_id = $1 AND corpus = $2 AND id = ANY($3::uuid[])';
const LIST_VECTORS =
  'SELECT id::text FROM vector_blocks WHERE user_id = $1 AND corpus = $2 AND profile_id = $3 ORDER BY id';
const LOAD_VECTORS =
  'SELECT id::text, data FROM vector_blocks WHERE user_id = $1 AND corpus = $2 AND profile_id = $3 AND id = ANY($4::uuid[])';
const CENTRE = 'SELECT centre FROM embedding_profiles WHERE id = $1';

/** How much is asked for at once, in segments: bytea arrives as hexadecimal text, twice its size. */
const BATCH = 8;
const CONNECT_MS = 5000;
const STATEMENT_MS = 30_000;

/** As the pools of the database have them. */
export function limitsOf(statement = STATEMENT_MS): ConnectionLimits {
  return { connect: CONNECT_MS, statement, answer: statement && statement + NO_ANSWER_MS };
}

export class PostgresSegmentStore implements SegmentStore {
  private connected?: Promise<Client>;
  /** One query at a time: the client takes no second one from its version 9 on. */
  private readonly inTurn = new InTurn();

  constructor(
    private readonly url: string,
    private prepares: boolean,
    private readonly limits: ConnectionLimits,
  ) {}

  async list(owner: string, corpus: Corpus): Promise<SegmentList> {
    return toSegmentList(await this.query<ListedRow>('search-list', LIST, [owner, corpus]));
  }

  async state(owner: string, corpus: Corpus, known?: readonly string[]): Promise<IndexState> {
    // As the text PostgreSQL reads: the driver would quote and escape every id.
    const values = [owner, corpus, known ? `{${known.join()}}` : null];
    return toIndexState(await this.query<StateRow>('search-state', STATE, values));
  }

  async load(owner: string, corpus: Corpus, ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (let from = 0; from < ids.length; from += BATCH) {
      const values = [owner, corpus, ids.slice(from, from + BATCH)];
      for (const row of await this.query<{ id: string; data: Buffer }>('search-load', LOAD, values)) {
        found.set(row.id, row.data);
      }
    }
    return found;
  }

  async listVectors({ owner, corpus, profile }: VectorKey): Promise<string[]> {
    const rows = await this.query<{ id: string }>('vectors-list', LIST_VECTORS, [owner, corpus, profile]);
    return rows.map(({ id }) => id);
  }

  async loadVectors({ owner, corpus, profile }: VectorKey, ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (let from = 0; from < ids.length; from += BATCH) {
      const values = [owner, corpus, profile, ids.slice(from, from + BATCH)];
      for (const row of await this.query<{ id: string; data: Buffer }>('vectors-load', LOAD_VECTORS, values)) {
        found.set(row.id, row.data);
      }
    }
    return found;
  }

  async centreOf(profile: string): Promise<Uint8Array | undefined> {
    const [row] = await this.query<{ centre: Buffer }>('vectors-centre', CENTRE, [profile]);
    return row?.centre;
  }

  async close(): Promise<void> {
    const connected = this.connected;
    this.connected = undefined;
    if (connected) await endClient(await connected);
  }

  private query<R extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    return this.inTurn.run('query', () => this.ask<R>(name, text, values));
  }

  private async ask<R extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    const query = { name: this.prepares ? name : undefined, text, values };
    const client = await this.connect();
    try {
      return await this.askOn<R>(client, query);
    } catch (error) {
      if (query.name && isForgottenStatement(error)) {
        this.prepares = false;
        return this.ask(name, text, values);
      }
      // The client forgets itself when its connection breaks; a read may then be asked again on a new one.
      if (this.connected !== undefined) throw error;
      return this.askOn<R>(await this.connect(), query);
    }
  }

  private async askOn<R extends QueryResultRow>(client: Client, query: QueryConfig): Promise<R[]> {
    try {
      return (await client.query<R>(query)).rows;
    } catch (error) {
      if (isReadTimeout(error)) await this.abandon(client);
      throw error;
    }
  }

  /** Of a connection that says nothing any more nothing is awaited: its late answer would be taken for that of another question. */
  private async abandon(client: Client): Promise<void> {
    this.connected = undefined;
    await endClient(client);
  }

  private connect(): Promise<Client> {
    if (this.connected) return this.connected;
    const forget = () => {
      // Not the one that came after it.
      if (this.connected === opening) this.connected = undefined;
    };
    const opening: Promise<Client> = this.open(forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    this.connected = opening;
    return opening;
  }

  private async open(forget: () => void): Promise<Client> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'rai-chat search',
      ...limited(this.limits),
      // Not as a statement: behind a pooler that would be said of a connection others have next.
      options: '-c default_transaction_read_only=on',
    });
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    return client;
  }
}
