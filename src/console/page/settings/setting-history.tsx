import { call, page } from '../api/request.js';
import { ask } from '../parts/ask.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';

interface Change {
  id: string;
  key: string;
  before: string | null;
  after: string | null;
  created_at: string;
}

const PATH = '/api/admin/config';
const SHOWN = 50;

/** The newest changes, and the way back. */
export function SettingHistory({ onChanged }: { onChanged: () => void }) {
  const { value } = useLoaded((signal) => page<Change>(`${PATH}/history?limit=${SHOWN}`, signal), []);
  if (!value?.data.length) return null;
  const goBack = async ({ id, created_at }: Change) => {
    const text = `This change and all after it (${dateTime(created_at)}) are undone.`;
    if ((await ask({ title: 'Go back?', text, action: 'Go back', danger: true })) === undefined) return;
    if (await attempt(() => call('POST', `${PATH}/rollback`, { json: { change_id: id } }), 'Gone back.')) onChanged();
  };
  return (
    <>
      <h3>Changes</h3>
      <ul class="rows" aria-label="Changes">
        {value.data.map((change) => (
          <li key={change.id}>
            <div class="about">
              <span>
                <code>{change.key}</code>: {change.before ?? 'not set'} → {change.after ?? 'not set'}
              </span>
              <span class="quiet small">{dateTime(change.created_at)}</span>
            </div>
            <button type="button" class="button" onClick={() => void goBack(change)}>
              Undo from here
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
