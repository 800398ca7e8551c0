import { useEffect, useMemo, useState } from 'preact/hooks';
import { download } from '../api/download.js';
import { call } from '../api/request.js';
import { ask } from '../parts/ask.js';
import { useStore } from '../state/store.js';
import { attempt } from '../state/toasts.js';
import { KINDS, Memories } from './memories.js';
import { MemoryRow } from './memory-row.js';

const EXPORT = '/api/memory/export';

export function MemoryBrowser({ onForgotten }: { onForgotten: () => void }) {
  const memories = useMemo(() => new Memories(), []);
  const { items, cursor, kind, loading, problem } = useStore(memories.state);
  useEffect(() => void memories.load(), []);
  return (
    <section aria-labelledby="memories">
      <h2 id="memories">What is remembered</h2>
      <NewMemory memories={memories} />
      <label class="field narrow">
        <span>Kind</span>
        <select value={kind} onChange={(event) => void memories.filter(event.currentTarget.value)}>
          <option value="">All</option>
          {KINDS.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {problem && <p class="notice problem">{problem}</p>}
      {!items.length && <p class="quiet">{loading ? 'Loading…' : 'Nothing yet.'}</p>}
      <ul class="rows" aria-label="Memories">
        {items.map((memory) => (
          <MemoryRow key={memory.id} memory={memory} memories={memories} />
        ))}
      </ul>
      {cursor && (
        <button type="button" class="button" onClick={() => void memories.load(true)}>
          More
        </button>
      )}
      <div class="actions start">
        <button type="button" class="button" onClick={() => void attempt(() => download(EXPORT, 'memories.json'))}>
          Export
        </button>
        <button type="button" class="button danger" onClick={() => void forgetAll(onForgotten)}>
          Forget everything
        </button>
      </div>
    </section>
  );
}

function NewMemory({ memories }: { memories: Memories }) {
  const [content, setContent] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const kept = await attempt(async () => {
      await memories.add(content);
      return true;
    }, 'Remembered.');
    if (kept) setContent('');
  };
  return (
    <form class="inline-form" onSubmit={(event) => void submit(event)}>
      <input
        aria-label="Something to remember"
        placeholder="Something to remember"
        required
        value={content}
        onInput={(event) => setContent(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        Remember
      </button>
    </form>
  );
}

async function forgetAll(onForgotten: () => void): Promise<void> {
  const text = 'Everything remembered of you will be gone. This cannot be undone.';
  const sure = await ask({ title: 'Forget everything?', text, action: 'Forget everything', danger: true });
  if (sure === undefined) return;
  await attempt(() => call('DELETE', '/api/memory', { json: { confirm: true } }), 'Everything is forgotten.');
  onForgotten();
}
