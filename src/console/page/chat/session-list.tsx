/** Conversations in the side bar: search, folders, archive. */
import { useEffect } from 'preact/hooks';
import { IconButton } from '../parts/icon-button.js';
import { hrefOf } from '../state/route.js';
import { useStore } from '../state/store.js';
import { sessions } from './chat-state.js';
import { SessionRow } from './session-row.js';

const PAUSE_MS = 250;

export function SessionList({ openId }: { openId: string | null }) {
  const { items, cursor, loading, problem, q } = useStore(sessions.state);
  useEffect(() => void sessions.load(), []);
  return (
    <section class="sessions" aria-label="Conversations">
      <a class="button primary new-chat" href={hrefOf('chat')}>
        New conversation
      </a>
      <SessionFilter />
      {problem && <p class="notice problem">{problem}</p>}
      {!loading && !items.length && <p class="quiet small">{q ? 'Nothing found.' : 'No conversations yet.'}</p>}
      <ul>
        {items.map((session) => (
          <SessionRow key={session.id} session={session} open={session.id === openId} />
        ))}
      </ul>
      {cursor && (
        <button type="button" class="button" disabled={loading} onClick={() => void sessions.load(true)}>
          More
        </button>
      )}
    </section>
  );
}

let pause: ReturnType<typeof setTimeout> | undefined;

/** Searches when the person pauses, not at every letter. */
function searchSoon(q: string): void {
  clearTimeout(pause);
  sessions.state.patch({ q });
  pause = setTimeout(() => void sessions.load(), PAUSE_MS);
}

function SessionFilter() {
  const { q, archived, folder, folders } = useStore(sessions.state);
  return (
    <div class="session-filter">
      <input
        type="search"
        placeholder="Search"
        aria-label="Search conversations"
        value={q}
        onInput={(event) => searchSoon(event.currentTarget.value)}
      />
      <IconButton
        icon="archive"
        label={archived ? 'Show current conversations' : 'Show archived conversations'}
        pressed={archived}
        onClick={() => void sessions.filter({ archived: !archived })}
      />
      {folders.length > 0 && (
        <select
          aria-label="Folder"
          value={folder ?? ''}
          onChange={(event) => void sessions.filter({ folder: event.currentTarget.value || null })}
        >
          <option value="">All folders</option>
          {folders.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
