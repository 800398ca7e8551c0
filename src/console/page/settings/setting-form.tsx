import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import { attempt } from '../state/toasts.js';
import { choicesOf, parseSetting, type Setting, textOf } from './setting.js';

export function SettingForm({ setting, onChanged }: { setting: Setting; onChanged: () => void }) {
  const { key, description, layer, restart, value: current } = setting;
  const [text, setText] = useState(textOf(current));
  const save = async (value: unknown) => {
    const change = () => call('PATCH', '/api/admin/config', { json: { [key]: value } });
    if (await attempt(change, `${key} is changed.`)) onChanged();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void save(parseSetting(setting, text));
  };
  return (
    <form class="setting" onSubmit={submit}>
      <label class="field">
        <span>
          <code>{key}</code> <span class="badge">{layer}</span>
        </span>
        <span class="quiet small">{description}</span>
        <SettingField setting={setting} text={text} onText={setText} />
      </label>
      {!restart && (
        <div class="actions">
          {layer === 'runtime' && (
            <button type="button" class="button" onClick={() => void save(null)}>
              Take back
            </button>
          )}
          {text !== textOf(current) && (
            <button type="submit" class="button primary">
              Save
            </button>
          )}
        </div>
      )}
    </form>
  );
}

interface SettingFieldProps {
  setting: Setting;
  text: string;
  onText: (text: string) => void;
}

function SettingField({ setting, text, onText }: SettingFieldProps) {
  const { secret, restart, default: standard } = setting;
  const choices = choicesOf(setting);
  if (choices && !restart) {
    return (
      <select value={text} onChange={(event) => onText(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      value={text}
      disabled={restart}
      placeholder={secret ? 'hidden' : textOf(standard)}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}
