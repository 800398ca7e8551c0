/** Searches as an answer would, and says why a passage was found. */
import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import type { Found } from '../api/types.js';
import { attempt } from '../state/toasts.js';

export function SearchTest({ collectionId }: { collectionId: string | null }) {
  const [query, setQuery] = useState('');
  const [results, setResults] = useState<readonly Found[]>();
  const submit = async (event: Event) => {
    event.preventDefault();
    const json = { query, explain: true, top_k: 8, ...(collectionId && { collection_ids: [collectionId] }) };
    const answer = await attempt(() => call<{ results: Found[] }>('POST', '/api/rag/search', { json }));
    if (answer) setResults(answer.results);
  };
  return (
    <section aria-labelledby="search-test">
      <h2 id="search-test">Search test</h2>
      <form class="inline-form" role="search" onSubmit={(event) => void submit(event)}>
        <input
          type="search"
          aria-label="Search the documents"
          placeholder="A question or words"
          required
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          Search
        </button>
      </form>
      <div aria-live="polite">
        {results && !results.length && <p class="quiet">Nothing found.</p>}
        <ol class="rows found">
          {results?.map((result) => (
            <FoundRow key={result.chunk_id} result={result} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function FoundRow({ result }: { result: Found }) {
  const { title, heading, page, text, score, explain } = result;
  const place = [title, heading, page !== undefined && `page ${page}`].filter(Boolean).join(' › ');
  return (
    <li>
      <div class="about">
        <span class="title">{place}</span>
        <p class="passage">{text}</p>
        <details>
          <summary class="small">Score {score.toFixed(4)}</summary>
          <dl class="parts">
            {Object.entries(explain ?? {}).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{typeof value === 'number' ? value.toFixed(4) : JSON.stringify(value)}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </li>
  );
}
