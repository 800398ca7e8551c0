/** What the embeddings of this server, or of one account, stand at. */
import { Injectable } from '@nestjs/common';
import { mayAdminister, type Principal } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { EmbeddingModel, type EmbeddingStatus } from '../../platform/embeddings/embedding-model.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';
import { type Quality, trustOf, VectorQuality } from './vector-quality.js';

export interface ProfileReport extends StoredProfile {
  documents: number;
  pendingDocuments: number;
  /** Estimated tokens the model still has to read. */
  pendingTokens: number;
  quality?: Quality;
  /** 0..1. */
  trust?: number;
}

export interface EmbeddingReport {
  status: EmbeddingStatus;
  profiles: ProfileReport[];
  /** Estimated tokens it would take to embed everything under another model. */
  tokensForNewProfile: number;
}

interface Totals {
  documents: number;
  bytes: number;
}

const BYTES_PER_TOKEN = 4;

@Injectable()
export class EmbeddingReports {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
    private readonly profiles: ProfileTable,
    private readonly quality: VectorQuality,
  ) {}

  /** Of the whole server for administrators, of their own documents for others. */
  async of(caller: Principal): Promise<EmbeddingReport> {
    const { userId } = caller;
    const owner = mayAdminister(caller) ? undefined : userId;
    const all = await this.totals('FROM documents d WHERE d.generation > 0', [], owner);
    const profiles: ProfileReport[] = [];
    for (const profile of await this.profiles.all()) {
      const pending = await this.totals(
        'FROM vector_pending v JOIN documents d ON d.user_id = v.user_id AND d.id = v.document_id WHERE v.profile_id = ?',
        [profile.id],
        owner,
      );
      const quality = await this.quality.of(userId, profile.id);
      profiles.push({
        ...profile,
        documents: all.documents,
        pendingDocuments: pending.documents,
        pendingTokens: Math.ceil(pending.bytes / BYTES_PER_TOKEN),
        ...(quality && { quality, trust: trustOf(quality) }),
      });
    }
    const tokensForNewProfile = Math.ceil(all.bytes / BYTES_PER_TOKEN);
    return { status: this.model.status(), profiles, tokensForNewProfile };
  }

  private async totals(from: string, params: string[], owner?: string): Promise<Totals> {
    const sql = `SELECT COUNT(*) AS documents, SUM(d.bytes) AS bytes ${from}${owner ? ' AND d.user_id = ?' : ''}`;
    const [row] = await this.database.rows<Record<keyof Totals, number | string | null>>(sql, [
      ...params,
      ...(owner ? [owner] : []),
    ]);
    return { documents: Number(row?.documents ?? 0), bytes: Number(row?.bytes ?? 0) };
  }
}
