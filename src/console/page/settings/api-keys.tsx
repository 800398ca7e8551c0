import { useState } from 'preact/hooks';
import { call, everything } from '../api/request.js';
import { ask } from '../parts/ask.js';
import { IconButton } from '../parts/icon-button.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';
import { Secret } from './secret.js';

interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  last_used_at: string | null;
}

const PATH = '/api/auth/keys';

export function ApiKeys() {
  const { value = [], problem, reload } = useLoaded((signal) => everything<ApiKey>(PATH, signal), []);
  const [secret, setSecret] = useState<string>();
  const add = async () => {
    const name = await ask({ title: 'New API key', action: 'Make it', field: { label: 'Name' } });
    if (!name) return;
    const made = await attempt(() => call<{ key: string }>('POST', PATH, { json: { name } }));
    setSecret(made?.key);
    reload();
  };
  const end = async ({ id, name }: ApiKey) => {
    const text = `Programs that use “${name}” will be refused at once.`;
    const sure = await ask({ title: 'End the key?', text, action: 'End it', danger: true });
    if (sure === undefined) return;
    await attempt(() => call('DELETE', `${PATH}/${id}`));
    reload();
  };
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">API keys</h2>
      <button type="button" class="button" onClick={() => void add()}>
        New key
      </button>
      {secret && <Secret label="The new key. It is shown this once." value={secret} />}
      {problem && <p class="notice problem">{problem}</p>}
      <ul class="rows">
        {value.map((key) => (
          <KeyRow key={key.id} apiKey={key} onEnd={() => void end(key)} />
        ))}
      </ul>
    </section>
  );
}

function KeyRow({ apiKey, onEnd }: { apiKey: ApiKey; onEnd: () => void }) {
  const { name, prefix, scopes, last_used_at } = apiKey;
  return (
    <li>
      <div class="about">
        <span class="title">{name}</span>
        <span class="quiet small">
          <code>{prefix}…</code> · {scopes.join(', ')} ·{' '}
          {last_used_at ? `used ${dateTime(last_used_at)}` : 'never used'}
        </span>
      </div>
      <IconButton icon="trash" label={`End ${name}`} onClick={onEnd} />
    </li>
  );
}
