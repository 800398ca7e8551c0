/** Settings of the running server. Each says which layer won; a changed one can go back to the layer below. */
import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import { useLoaded } from '../state/use-loaded.js';
import { type Setting, textOf } from './setting.js';
import { SettingForm } from './setting-form.js';
import { SettingHistory } from './setting-history.js';

export function ServerSettings() {
  const load = (signal: AbortSignal) => call<{ settings: Setting[] }>('GET', '/api/admin/config', { signal });
  const { value, problem, reload } = useLoaded(load, []);
  const [words, setWords] = useState('');
  const [all, setAll] = useState(false);
  const shown = value?.settings
    .filter(({ restart }) => all || !restart)
    .filter(({ key, description }) => `${key} ${description}`.toLowerCase().includes(words));
  return (
    <section aria-labelledby="server">
      <h2 id="server">Server</h2>
      <p class="quiet">Changes work at once, on every server.</p>
      {problem && <p class="notice problem">{problem}</p>}
      <div class="inline-form">
        <input
          type="search"
          aria-label="Search the settings"
          placeholder="Search"
          onInput={(event) => setWords(event.currentTarget.value.toLowerCase())}
        />
        <label class="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          Fixed ones too
        </label>
      </div>
      <ul class="rows settings">
        {shown?.map((setting) => (
          <li key={`${setting.key} ${setting.layer} ${textOf(setting.value)}`}>
            <SettingForm setting={setting} onChanged={reload} />
          </li>
        ))}
      </ul>
      {value && <SettingHistory key={JSON.stringify(value.settings)} onChanged={reload} />}
    </section>
  );
}
