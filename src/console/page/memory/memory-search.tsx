import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import { dateTime } from '../parts/words.js';
import { hrefOf } from '../state/route.js';
import { attempt } from '../state/toasts.js';

interface Hit {
  id: string;
  kind: string;
  content: string;
  score: number;
  session_id?: string;
  role?: string;
  created_at: string;
}

export function MemorySearch() {
  const [query, setQuery] = useState('');
  const [hits, setHits] = useState<readonly Hit[]>();
  const submit = async (event: Event) => {
    event.preventDefault();
    const answer = await attempt(() => call<{ results: Hit[] }>('POST', '/api/memory/search', { json: { query } }));
    if (answer) setHits(answer.results);
  };
  return (
    <section aria-labelledby="memory-search">
      <h2 id="memory-search">Search</h2>
      <form class="inline-form" role="search" onSubmit={(event) => void submit(event)}>
        <input
          type="search"
          aria-label="Search the memory"
          placeholder="What do you want to recall?"
          required
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          Search
        </button>
      </form>
      <div aria-live="polite">
        {hits && !hits.length && <p class="quiet">Nothing remembered about that.</p>}
        <ol class="rows found">
          {hits?.map((hit) => (
            <HitRow key={hit.id} hit={hit} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function HitRow({ hit: { kind, content, score, role, session_id, created_at } }: { hit: Hit }) {
  return (
    <li>
      <div class="about">
        <p class="passage">{content}</p>
        <span class="quiet small">
          {[kind, role, dateTime(created_at), `score ${score.toFixed(3)}`].filter(Boolean).join(' · ')}{' '}
          {session_id && <a href={hrefOf('chat', session_id)}>Open the conversation</a>}
        </span>
      </div>
    </li>
  );
}
