/** What administrators and accounts did; each entry covers the one before, and the server can check that. */
import { useEffect, useState } from 'preact/hooks';
import { at, call, page } from '../api/request.js';
import type { Page } from '../api/types.js';
import { dateTime } from '../parts/words.js';
import { attempt, tell } from '../state/toasts.js';

interface Entry {
  seq: number;
  created_at: string;
  actor_id: string | null;
  action: string;
  target: string | null;
}

const PATH = '/api/admin/audit';

export function AuditLog() {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const load = async (from: string | null) => {
    const next = await attempt<Page<Entry>>(() => page(`${PATH}?limit=50${at(from)}`));
    if (!next) return;
    setEntries((before) => (from ? [...before, ...next.data] : next.data));
    setCursor(next.next_cursor);
  };
  useEffect(() => void load(null), []);
  return (
    <section aria-labelledby="audit">
      <h2 id="audit">Audit log</h2>
      <button type="button" class="button" onClick={() => void verify()}>
        Verify
      </button>
      <ul class="rows">
        {entries.map(({ seq, action, target, actor_id, created_at }) => (
          <li key={seq}>
            <div class="about">
              <span>
                <code>{action}</code> {target}
              </span>
              <span class="quiet small">
                {seq} · {dateTime(created_at)} {actor_id && `· by ${actor_id}`}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {cursor && (
        <button type="button" class="button" onClick={() => void load(cursor)}>
          More
        </button>
      )}
    </section>
  );
}

interface Verdict {
  ok: boolean;
  entries: number;
  broken_at?: number;
}

async function verify(): Promise<void> {
  const answer = await attempt(() => call<{ audit: Verdict }>('GET', `${PATH}/verify`));
  if (!answer) return;
  const { ok, entries, broken_at } = answer.audit;
  if (ok)
    tell(entries === 1 ? 'The one entry is as it was written.' : `All ${entries} entries are as they were written.`);
  else tell(`The log was changed at entry ${broken_at}.`, 'problem');
}
