import type { Source } from './source.entity.js';

/** A watched page or folder, as the API shows it. */
export class SourceView {
  id: string;
  kind: 'url' | 'folder';
  location: string;
  collection_id?: string;
  interval_seconds: number;
  paused: boolean;
  /** Why the last look failed, for programs. */
  code?: string;
  /** Why the last look failed, for people. */
  error?: string;
  checked_at?: string;
  /** When something there was last found to have changed. */
  changed_at?: string;
  next_check_at: string;
  created_at: string;
}

export function toSourceView(source: Source): SourceView {
  const { collectionId, code, error, checkedAt, changedAt } = source;
  return {
    id: source.id,
    kind: source.kind,
    location: source.location,
    ...(collectionId !== null && { collection_id: collectionId }),
    interval_seconds: source.intervalSeconds,
    paused: source.paused === 1,
    ...(code !== null && { code }),
    ...(error !== null && { error }),
    ...(checkedAt !== null && { checked_at: checkedAt }),
    ...(changedAt !== null && { changed_at: changedAt }),
    next_check_at: source.nextCheckAt,
    created_at: source.createdAt,
  };
}
