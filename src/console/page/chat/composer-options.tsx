/** What the next questions are asked with. */
import { useEffect } from 'preact/hooks';
import { everything } from '../api/request.js';
import type { Collection } from '../api/types.js';
import { useStore } from '../state/store.js';
import { useLoaded } from '../state/use-loaded.js';
import { options } from './chat-state.js';
import type { TurnOptions } from './conversation.js';

interface Named {
  id: string;
  name?: string;
  default?: boolean;
}

export function ComposerOptions() {
  const { model, tone, agent, documents, memory, web } = useStore(options);
  return (
    <fieldset class="composer-options">
      <legend class="unseen">Options of the next question</legend>
      <Choice label="Model" path="/api/chat/models" value={model} onChange={(next) => options.patch({ model: next })} />
      <Choice label="Tone" path="/api/chat/tones" value={tone} onChange={(next) => options.patch({ tone: next })} />
      <Choice label="Agent" path="/api/chat/agents" value={agent} onChange={(next) => options.patch({ agent: next })} />
      <DocumentsChoice value={documents} />
      <div class="checks">
        <Check
          label="Use memory"
          checked={memory !== false}
          onChange={(on) => options.patch({ memory: on ? undefined : false })}
        />
        <WebCheck checked={web === true} />
      </div>
    </fieldset>
  );
}

function Check({ label, checked, onChange }: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {label}
    </label>
  );
}

/** Only where the server has an engine to search with. */
function WebCheck({ checked }: { checked: boolean }) {
  const { value: tools = [] } = useLoaded((signal) => everything<{ name: string }>('/api/chat/tools', signal), []);
  if (!tools.some(({ name }) => name.startsWith('web_search'))) return null;
  return <Check label="Search the web" checked={checked} onChange={(on) => options.patch({ web: on || undefined })} />;
}

interface ChoiceProps {
  label: string;
  path: string;
  value?: string;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, path, value, onChange }: ChoiceProps) {
  const { value: loaded, problem } = useLoaded((signal) => everything<Named>(path, signal), [path]);
  const rows = loaded ?? [];
  useForgetting(value, loaded, () => onChange(undefined));
  const standard = rows.find((row) => row.default);
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || undefined)}>
        <option value="">{problem ? 'not available now' : `Default${standard ? ` (${standard.id})` : ''}`}</option>
        {rows.map(({ id, name }) => (
          <option key={id} value={id}>
            {name ?? id}
          </option>
        ))}
      </select>
    </label>
  );
}

function DocumentsChoice({ value }: { value: TurnOptions['documents'] }) {
  const { value: loaded } = useLoaded((signal) => everything<Collection>('/api/rag/collections', signal), []);
  const rows = loaded ?? [];
  const chosen = Array.isArray(value) ? (value[0] ?? '') : value === false ? 'none' : '';
  useForgetting(Array.isArray(value) ? value[0] : undefined, loaded, () => options.patch({ documents: undefined }));
  const onChange = (next: string) =>
    options.patch({ documents: next === '' ? undefined : next === 'none' ? false : [next] });
  return (
    <label class="field">
      <span>Documents</span>
      <select value={chosen} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">All</option>
        <option value="none">None</option>
        {rows.map(({ id, name }) => (
          <option key={id} value={id}>
            Only {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What was chosen and deleted since is not asked for again: every question with it would be refused. */
function useForgetting(chosen: string | undefined, rows: readonly { id: string }[] | undefined, forget: () => void) {
  const isGone = chosen !== undefined && rows !== undefined && !rows.some(({ id }) => id === chosen);
  useEffect(() => {
    if (isGone) forget();
  }, [isGone]);
}
