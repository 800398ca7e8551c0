import { call } from '../api/request.js';
import type { Collection } from '../api/types.js';
import { ask } from '../parts/ask.js';
import { IconButton } from '../parts/icon-button.js';
import { attempt } from '../state/toasts.js';

export interface CollectionBarProps {
  collections: readonly Collection[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
  onChanged: () => void;
}

const PATH = '/api/rag/collections';

export function CollectionBar({ collections, chosen, onChoose, onChanged }: CollectionBarProps) {
  const current = collections.find(({ id }) => id === chosen);
  const change = async (work: () => Promise<unknown>) => {
    if (await attempt(work)) onChanged();
  };
  const add = async () => {
    const name = await ask({ title: 'New collection', action: 'Make it', field: { label: 'Name' } });
    if (name) await change(() => call('POST', PATH, { json: { name } }));
  };
  const rename = async ({ id, name }: Collection) => {
    const next = await ask({ title: 'Rename the collection', action: 'Rename', field: { label: 'Name', value: name } });
    if (next) await change(() => call('PATCH', `${PATH}/${id}`, { json: { name: next } }));
  };
  const remove = async ({ id, name }: Collection) => {
    const text = `“${name}” and all its documents will be gone.`;
    const sure = await ask({ title: 'Delete the collection?', text, action: 'Delete', danger: true });
    if (sure === undefined) return;
    await change(() => call('DELETE', `${PATH}/${id}`));
    onChoose(null);
  };
  return (
    <div class="collection-bar" role="group" aria-label="Collections">
      <Tab name="All" chosen={chosen === null} onChoose={() => onChoose(null)} />
      {collections.map(({ id, name }) => (
        <Tab key={id} name={name} chosen={chosen === id} onChoose={() => onChoose(id)} />
      ))}
      <IconButton icon="plus" label="New collection" onClick={() => void add()} />
      {current && <IconButton icon="edit" label={`Rename ${current.name}`} onClick={() => void rename(current)} />}
      {current && !current.is_default && (
        <IconButton icon="trash" label={`Delete ${current.name}`} onClick={() => void remove(current)} />
      )}
    </div>
  );
}

function Tab({ name, chosen, onChoose }: { name: string; chosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" class="tab" aria-pressed={chosen} onClick={onChoose}>
      {name}
    </button>
  );
}
