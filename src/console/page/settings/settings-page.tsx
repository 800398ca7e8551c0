import type { User } from '../api/types.js';
import { hrefOf } from '../state/route.js';
import { AccountSection } from './account-section.js';
import { ApiKeys } from './api-keys.js';
import { AuditLog } from './audit-log.js';
import { Invites } from './invites.js';
import { ServerSettings } from './server-settings.js';
import { Users } from './users.js';

export function SettingsPage({ user, section }: { user: User; section: string }) {
  const sections = ['account', 'keys', ...(user.role === 'admin' ? ['users', 'invites', 'server', 'audit'] : [])];
  return (
    <div class="page">
      <h1>Settings</h1>
      <nav class="tabs" aria-label="Settings">
        {sections.map((name) => (
          <a
            key={name}
            class="tab"
            href={hrefOf('settings', name)}
            aria-current={name === section ? 'page' : undefined}
          >
            {NAMES[name]}
          </a>
        ))}
      </nav>
      <Section user={user} section={sections.includes(section) ? section : 'account'} />
    </div>
  );
}

const NAMES: Record<string, string> = {
  account: 'Account',
  keys: 'API keys',
  users: 'Users',
  invites: 'Invites',
  server: 'Server',
  audit: 'Audit log',
};

function Section({ user, section }: { user: User; section: string }) {
  switch (section) {
    case 'keys':
      return <ApiKeys />;
    case 'users':
      return <Users me={user} />;
    case 'invites':
      return <Invites />;
    case 'server':
      return <ServerSettings />;
    case 'audit':
      return <AuditLog />;
    default:
      return <AccountSection user={user} />;
  }
}
