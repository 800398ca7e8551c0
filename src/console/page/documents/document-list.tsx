import { download } from '../api/download.js';
import type { Collection, Document } from '../api/types.js';
import { ask } from '../parts/ask.js';
import { type Command, Menu } from '../parts/menu.js';
import { bytes, counted, dateTime } from '../parts/words.js';
import { useStore } from '../state/store.js';
import { attempt } from '../state/toasts.js';
import type { Documents } from './documents.js';

export interface DocumentListProps {
  documents: Documents;
  collections: readonly Collection[];
}

export function DocumentList({ documents, collections }: DocumentListProps) {
  const { items, cursor, loading } = useStore(documents.state);
  if (!items.length) return <p class="quiet">{loading ? 'Loading…' : 'No documents here yet.'}</p>;
  return (
    <>
      <ul class="rows" aria-label="Documents">
        {items.map((document) => (
          <li key={document.id}>
            <div class="about">
              <span class="title">{document.title}</span>
              <span class="quiet small">{detailOf(document)}</span>
              {document.error && <span class="problem small">{document.error}</span>}
            </div>
            <span class={`badge ${document.state}`}>{document.state}</span>
            <Menu label={`Actions for ${document.title}`} commands={commandsOf(document, documents, collections)} />
          </li>
        ))}
      </ul>
      {cursor && (
        <button type="button" class="button" onClick={() => void documents.load(true)}>
          More
        </button>
      )}
    </>
  );
}

const detailOf = ({ bytes: size, chunks, created_at }: Document): string =>
  [bytes(size), chunks ? counted(chunks, 'passage') : '', dateTime(created_at)].filter(Boolean).join(' · ');

function commandsOf(document: Document, documents: Documents, collections: readonly Collection[]): Command[] {
  const { id, title, collection_id } = document;
  const others = collections.filter((collection) => collection.id !== collection_id);
  return [
    { label: 'Download', run: () => void attempt(() => download(`/api/rag/documents/${id}/file`, title)) },
    { label: 'Index again', run: () => void attempt(() => documents.reindex(id)) },
    ...others.map((collection) => ({
      label: `Move to ${collection.name}`,
      run: () => void attempt(() => documents.move(id, collection.id)),
    })),
    { label: 'Delete', danger: true, run: () => void remove(document, documents) },
  ];
}

async function remove({ id, title }: Document, documents: Documents): Promise<void> {
  const text = `“${title}” will no longer be found or cited.`;
  const sure = await ask({ title: 'Delete the document?', text, action: 'Delete', danger: true });
  if (sure !== undefined) await attempt(() => documents.remove(id));
}
