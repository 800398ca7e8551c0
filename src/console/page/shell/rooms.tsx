/** The frame of the page: side bar, skip link, and the room that the address names. */
import { useEffect, useState } from 'preact/hooks';
import type { User } from '../api/types.js';
import { ChatPage } from '../chat/chat-page.js';
import { DocumentsPage } from '../documents/documents-page.js';
import { MemoryPage } from '../memory/memory-page.js';
import { IconButton } from '../parts/icon-button.js';
import { SettingsPage } from '../settings/settings-page.js';
import { StatsPage } from '../stats/stats-page.js';
import { type Route, route } from '../state/route.js';
import { useStore } from '../state/store.js';
import { SideBar } from './side-bar.js';

const TITLES: Record<string, string> = {
  chat: 'Chat',
  documents: 'Documents',
  memory: 'Memory',
  statistics: 'Statistics',
  settings: 'Settings',
};

export function Rooms({ user }: { user: User }) {
  const here = useStore(route);
  const [barOpen, setBarOpen] = useState(false);
  const title = TITLES[here[0] ?? ''] ?? 'Chat';
  useEffect(() => {
    document.title = `${title} · RAI Chat`;
    setBarOpen(false);
  }, [here]);
  return (
    <div
      class={barOpen ? 'rooms bar-open' : 'rooms'}
      onKeyDown={(event) => event.key === 'Escape' && setBarOpen(false)}
    >
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <header class="top-bar">
        <IconButton icon="menu" label="Menu" expanded={barOpen} onClick={() => setBarOpen(!barOpen)} />
        <span>{title}</span>
      </header>
      {/* Also a link to where one is already, which changes no address. */}
      <SideBar user={user} here={here} onGo={() => setBarOpen(false)} />
      {barOpen && <div class="veil" onClick={() => setBarOpen(false)} />}
      <main id="main" tabIndex={-1}>
        <Room here={here} user={user} />
      </main>
    </div>
  );
}

function Room({ here: [name, id], user }: { here: Route; user: User }) {
  switch (name) {
    case 'documents':
      return <DocumentsPage />;
    case 'memory':
      return <MemoryPage />;
    case 'statistics':
      return <StatsPage user={user} />;
    case 'settings':
      return <SettingsPage user={user} section={id ?? 'account'} />;
    default:
      return <ChatPage sessionId={id ?? null} />;
  }
}
