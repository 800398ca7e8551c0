/** Embeds the documents of an account that lack vectors, batch by batch; killed at any point, it goes on with the rest. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import { type EntryVector, VectorStore } from '../../platform/search/vector-store.js';
import { changeDocuments } from '../documents/change-documents.js';
import { ChunksAlive } from './chunks-alive.js';
import { embeddedText } from './embedded-text.js';
import { type PendingDocument, haveVectors, PendingVectors } from './pending-vectors.js';
import { ProfileModels } from './profile-models.js';
import type { StoredProfile } from './profile-table.js';
import { contentHash, VectorCache } from './vector-cache.js';

const BATCH_DOCUMENTS = 256;
/** A block, and a transaction, of about so many chunks. */
const BATCH_CHUNKS = 512;
/** Texts sent before what came back is kept. */
const SLICE = 128;

interface ChunkText {
  id: string;
  text: string;
}

@Injectable()
export class VectorFill {
  constructor(
    private readonly database: Database,
    private readonly pending: PendingVectors,
    private readonly models: ProfileModels,
    private readonly cache: VectorCache,
    private readonly vectors: VectorStore,
    private readonly chunks: ChunksAlive,
  ) {}

  /** Everything the account lacks under a profile. Gives the number of chunks embedded. */
  async run(job: RunningJob, profile: StoredProfile): Promise<number> {
    const { userId } = job.owner;
    let chunks = 0;
    for (;;) {
      job.signal.throwIfAborted();
      const batch = await this.batch(userId, profile.id);
      if (batch.length === 0) break;
      chunks += await this.fill(job, profile, batch);
    }
    if (chunks) await this.vectors.compact(userId, 'documents', profile.id, this.chunks.of(userId));
    return chunks;
  }

  private async batch(userId: string, profileId: string): Promise<PendingDocument[]> {
    const documents = await this.pending.next(userId, profileId, BATCH_DOCUMENTS);
    let chunks = 0;
    const end = documents.findIndex((document, i) => (chunks += document.chunks) > BATCH_CHUNKS && i > 0);
    return end < 0 ? documents : documents.slice(0, end);
  }

  private async fill(job: RunningJob, profile: StoredProfile, batch: readonly PendingDocument[]): Promise<number> {
    const { userId } = job.owner;
    const texts = (await Promise.all(batch.map((document) => this.textsOf(userId, document)))).flat();
    const rows = await this.alive(userId, await this.vectorsOf(userId, profile, texts, job.signal));
    const added = this.vectors.add(userId, 'documents', await this.models.centred(profile), rows);
    await changeDocuments(this.database, job.owner, async () => {
      await this.database.batch([...added, ...haveVectors(userId, profile.id, batch)]);
      await job.progress({ done: batch.length });
    });
    return rows.length;
  }

  /** What is embedded of a document: each chunk under its title and headings. */
  private async textsOf(userId: string, { id, live, title, titleGiven }: PendingDocument): Promise<ChunkText[]> {
    const rows = await this.database.rows<{ id: string; heading: string | null; text: string }>(
      'SELECT id, heading, text FROM chunks WHERE user_id = ? AND document_id = ? AND generation = ? ORDER BY ordinal',
      [userId, id, live],
    );
    const given = titleGiven ? title : '';
    return rows.map((row) => ({ id: row.id, text: embeddedText({ ...row, title: given }) }));
  }

  private async vectorsOf(
    userId: string,
    profile: StoredProfile,
    texts: readonly ChunkText[],
    signal: AbortSignal,
  ): Promise<EntryVector[]> {
    const key = { userId, profileId: profile.id };
    const hashed = texts.map(({ id, text }) => ({ id, text, hash: contentHash(text) }));
    const known = await this.cache.get(
      key,
      hashed.map(({ hash }) => hash),
    );
    const missing = [
      ...new Map(hashed.filter(({ hash }) => !known.has(hash)).map((item) => [item.hash, item])).values(),
    ];
    for (let at = 0; at < missing.length; at += SLICE) {
      const slice = missing.slice(at, at + SLICE);
      const vectors = await this.models.embedAll(
        profile,
        slice.map(({ text }) => text),
        signal,
      );
      const found = slice.map(({ id, hash }, i) => ({ id, hash, vector: vectors[i]! }));
      await this.cache.put(
        key,
        (await this.alive(userId, found)).map(({ hash, vector }) => [hash, vector] as const),
      );
      for (const { hash, vector } of found) known.set(hash, vector);
    }
    return hashed.map(({ id, hash }) => ({ id, vector: known.get(hash)! }));
  }

  /** A model takes its time: what was deleted, and purged, meanwhile must not come back with its vectors. */
  private async alive<T extends { id: string }>(userId: string, items: readonly T[]): Promise<T[]> {
    const ids = await this.chunks.of(userId)(items.map(({ id }) => id));
    return items.filter(({ id }) => ids.has(id));
  }
}
