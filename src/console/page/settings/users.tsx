import { call, everything } from '../api/request.js';
import type { User } from '../api/types.js';
import { ask } from '../parts/ask.js';
import { type Command, Menu } from '../parts/menu.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';

interface Managed extends User {
  disabled: boolean;
}

const PATH = '/api/admin/users';

export function Users({ me }: { me: User }) {
  const { value = [], problem, reload } = useLoaded((signal) => everything<Managed>(PATH, signal), []);
  const run = async (work: () => Promise<unknown>) => {
    await attempt(work);
    reload();
  };
  const commandsOf = ({ id, username, role, disabled }: Managed): Command[] => [
    {
      label: role === 'admin' ? 'Make a user' : 'Make an administrator',
      run: () =>
        void run(() => call('PATCH', `${PATH}/${id}`, { json: { role: role === 'admin' ? 'user' : 'admin' } })),
    },
    {
      label: disabled ? 'Enable' : 'Disable',
      run: () => void run(() => call('PATCH', `${PATH}/${id}`, { json: { disabled: !disabled } })),
    },
    { label: 'Delete', danger: true, run: () => void remove(id, username, run) },
  ];
  return (
    <section aria-labelledby="users">
      <h2 id="users">Users</h2>
      {problem && <p class="notice problem">{problem}</p>}
      <ul class="rows">
        {value.map((user) => (
          <li key={user.id}>
            <div class="about">
              <span class="title">
                {user.username} {user.id === me.id && <span class="quiet">(you)</span>}
              </span>
              <span class="quiet small">since {dateTime(user.created_at)}</span>
            </div>
            {user.disabled && <span class="badge failed">disabled</span>}
            <span class="badge">{user.role}</span>
            <Menu label={`Actions for ${user.username}`} commands={commandsOf(user)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

async function remove(
  id: string,
  username: string,
  run: (work: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const text = `Everything “${username}” owns will be gone.`;
  const sure = await ask({ title: 'Delete the account?', text, action: 'Delete', danger: true });
  if (sure !== undefined) await run(() => call('DELETE', `${PATH}/${id}`));
}
