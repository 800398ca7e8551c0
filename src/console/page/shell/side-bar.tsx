import type { User } from '../api/types.js';
import { call } from '../api/request.js';
import { signedOut } from '../api/credentials.js';
import { SessionList } from '../chat/session-list.js';
import { Icon, type IconName } from '../parts/icon.js';
import { IconButton } from '../parts/icon-button.js';
import { hrefOf, type Route } from '../state/route.js';
import { attempt } from '../state/toasts.js';
import { ThemeButton } from './theme-button.js';

const ROOMS: readonly { name: string; label: string; icon: IconName }[] = [
  { name: 'chat', label: 'Chat', icon: 'chat' },
  { name: 'documents', label: 'Documents', icon: 'documents' },
  { name: 'memory', label: 'Memory', icon: 'memory' },
  { name: 'statistics', label: 'Statistics', icon: 'stats' },
  { name: 'settings', label: 'Settings', icon: 'settings' },
];

export function SideBar({ user, here: [room, id], onGo }: { user: User; here: Route; onGo: () => void }) {
  return (
    <div class="side-bar" onClick={(event) => (event.target as Element).closest('a') && onGo()}>
      <div class="brand">RAI Chat</div>
      <nav aria-label="Main">
        {ROOMS.map(({ name, label, icon }) => (
          <a key={name} href={hrefOf(name)} aria-current={room === name ? 'page' : undefined}>
            <Icon name={icon} />
            {label}
          </a>
        ))}
      </nav>
      <SessionList openId={room === 'chat' ? (id ?? null) : null} />
      <footer>
        <span class="who" title={user.username}>
          {user.username}
        </span>
        <ThemeButton />
        <IconButton icon="leave" label="Sign out" onClick={() => void signOut()} />
      </footer>
    </div>
  );
}

/** Signed out here even where the server cannot be told: who leaves a machine must be able to. */
async function signOut(): Promise<void> {
  await attempt(() => call('POST', '/api/auth/logout', { json: {} }));
  signedOut();
}
