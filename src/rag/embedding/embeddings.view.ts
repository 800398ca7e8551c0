import type { EmbeddingReport, ProfileReport } from './embedding-report.js';
import type { ProfileState } from './profile-table.js';

/** The vectors of one model. */
export class EmbeddingProfileView {
  id: string;
  model: string;
  dimensions: number;
  normalisation: 'unit';
  /** starting and building: made beside the live one; live: searched; retired and rolled_back: kept to go back to for a week. */
  state: ProfileState;
  documents: number;
  pending_documents: number;
  /** 0..1. */
  progress: number;
  /** Estimated tokens the model still has to read. */
  pending_tokens: number;
  /** 0..1: how far your vectors are believed beside words; absent until measured. */
  trust?: number;
  created_at: string;
  live_at: string | null;
}

/** Search by meaning on this server. */
export class EmbeddingsView {
  configured: boolean;
  /** Whether the server answered when it was last asked. */
  ready: boolean;
  detail: string;
  /** The model searches use now. */
  live: string | null;
  profiles: EmbeddingProfileView[];
  /** Estimated tokens to embed everything under another model. */
  estimated_tokens: number;
}

export function toEmbeddingsView({ status, profiles, tokensForNewProfile }: EmbeddingReport): EmbeddingsView {
  return {
    configured: status.configured,
    ready: status.ready,
    detail: status.detail,
    live: profiles.find(({ state }) => state === 'live')?.model ?? null,
    profiles: profiles.map(toProfileView),
    estimated_tokens: tokensForNewProfile,
  };
}

function toProfileView(profile: ProfileReport): EmbeddingProfileView {
  const { id, model, dimensions, state, documents, pendingDocuments, pendingTokens, trust, createdAt, liveAt } =
    profile;
  return {
    id,
    model,
    dimensions,
    normalisation: 'unit',
    state,
    documents,
    pending_documents: pendingDocuments,
    progress: isEmpty(profile) ? 0 : documents ? 1 - Math.min(1, pendingDocuments / documents) : 1,
    pending_tokens: pendingTokens,
    ...(trust !== undefined && { trust }),
    created_at: createdAt,
    live_at: liveAt,
  };
}

/** Not begun, or rolled back so long ago that its vectors were deleted. */
function isEmpty({ state, liveAt }: ProfileReport): boolean {
  return state === 'starting' || (state === 'rolled_back' && liveAt === null);
}
