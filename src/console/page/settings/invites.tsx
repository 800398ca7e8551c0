import { useState } from 'preact/hooks';
import { call, everything } from '../api/request.js';
import { IconButton } from '../parts/icon-button.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';
import { Secret } from './secret.js';

interface Invite {
  id: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

const PATH = '/api/admin/invites';

export function Invites() {
  const { value = [], problem, reload } = useLoaded((signal) => everything<Invite>(PATH, signal), []);
  const [code, setCode] = useState<string>();
  const add = async () => {
    const made = await attempt(() => call<{ invite_code: string }>('POST', PATH, { json: {} }));
    setCode(made?.invite_code);
    reload();
  };
  const withdraw = async (id: string) => {
    await attempt(() => call('DELETE', `${PATH}/${id}`));
    reload();
  };
  return (
    <section aria-labelledby="invites">
      <h2 id="invites">Invites</h2>
      <button type="button" class="button" onClick={() => void add()}>
        New invite
      </button>
      {code && <Secret label="The code lets one person register. It is shown this once." value={code} />}
      {problem && <p class="notice problem">{problem}</p>}
      <ul class="rows">
        {value.map(({ id, created_at, expires_at, used_at }) => (
          <li key={id}>
            <div class="about">
              <span>Made {dateTime(created_at)}</span>
              <span class="quiet small">
                {used_at ? `used ${dateTime(used_at)}` : `good until ${dateTime(expires_at)}`}
              </span>
            </div>
            <IconButton icon="trash" label="Withdraw the invite" onClick={() => void withdraw(id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
