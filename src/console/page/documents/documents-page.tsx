import { useEffect } from 'preact/hooks';
import { everything } from '../api/request.js';
import type { Collection } from '../api/types.js';
import { useStore } from '../state/store.js';
import { useLoaded } from '../state/use-loaded.js';
import { CollectionBar } from './collection-bar.js';
import { DocumentList } from './document-list.js';
import { documentsOfAccount } from './documents-state.js';
import { DropZone } from './drop-zone.js';
import { SearchTest } from './search-test.js';

export function DocumentsPage() {
  const documents = documentsOfAccount();
  const { collectionId, problem } = useStore(documents.state);
  const collections = useLoaded((signal) => everything<Collection>('/api/rag/collections', signal), []);
  useEffect(() => {
    void documents.enter();
    return () => documents.leave();
  }, []);
  return (
    <div class="page">
      <h1>Documents</h1>
      <p class="quiet">What you add here is read, cut into passages and cited in answers.</p>
      <DropZone documents={documents} />
      <CollectionBar
        collections={collections.value ?? []}
        chosen={collectionId}
        onChoose={(id) => void documents.filter({ collectionId: id })}
        onChanged={() => {
          collections.reload();
          void documents.load();
        }}
      />
      {(problem ?? collections.problem) && <p class="notice problem">{problem ?? collections.problem}</p>}
      <DocumentList documents={documents} collections={collections.value ?? []} />
      <SearchTest collectionId={collectionId} />
    </div>
  );
}
