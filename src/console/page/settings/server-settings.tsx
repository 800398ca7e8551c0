/** Settings of the running server. Each says which layer won; a changed one can go back to the layer below. */
import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';
import { parseSetting, type Setting, textOf } from './setting.js';

const PATH = '/api/admin/config';

export function ServerSettings() {
  const load = (signal: AbortSignal) => call<{ settings: Setting[] }>('GET', PATH, { signal });
  const { value, problem, reload } = useLoaded(load, []);
  const [words, setWords] = useState('');
  const shown = value?.settings.filter(({ key, description }) => `${key} ${description}`.toLowerCase().includes(words));
  return (
    <section aria-labelledby="server">
      <h2 id="server">Server</h2>
      {problem && <p class="notice problem">{problem}</p>}
      <input
        type="search"
        aria-label="Search the settings"
        placeholder="Search"
        onInput={(event) => setWords(event.currentTarget.value.toLowerCase())}
      />
      <ul class="rows settings">
        {shown?.map((setting) => (
          <li key={`${setting.key} ${textOf(setting.value)}`}>
            <SettingForm setting={setting} onChanged={reload} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SettingForm({ setting, onChanged }: { setting: Setting; onChanged: () => void }) {
  const { key, description, layer, default: standard, secret, restart } = setting;
  const [text, setText] = useState(secret ? '' : textOf(setting.value));
  const save = async (value: unknown) => {
    const done = await attempt(() => call('PATCH', PATH, { json: { [key]: value } }), `${key} is changed.`);
    if (done) onChanged();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void save(parseSetting(setting, text));
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label class="field">
        <span>
          <code>{key}</code> <span class="badge">{layer}</span> {restart && <span class="badge">needs a restart</span>}
        </span>
        <span class="quiet small">{description}</span>
        <input
          value={text}
          placeholder={secret ? 'hidden' : textOf(standard)}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <div class="actions">
        {layer === 'runtime' && (
          <button type="button" class="button" onClick={() => void save(null)}>
            Reset
          </button>
        )}
        <button type="submit" class="button" disabled={text === textOf(setting.value)}>
          Save
        </button>
      </div>
    </form>
  );
}
