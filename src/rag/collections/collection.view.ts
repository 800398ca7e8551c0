import type { Collection } from '../collection.entity.js';

/** A collection as the API shows it. */
export class CollectionView {
  id: string;
  name: string;
  description?: string;
  /** Where documents go that name no collection. */
  is_default: boolean;
  created_at: string;
  updated_at: string;
}

export function toCollectionView(collection: Collection): CollectionView {
  const { id, name, description, isDefault, createdAt, updatedAt } = collection;
  return {
    id,
    name,
    ...(description !== null && { description }),
    is_default: isDefault === 1,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
