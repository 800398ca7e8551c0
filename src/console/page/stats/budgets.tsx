import { call } from '../api/request.js';
import { count, dateTime } from '../parts/words.js';
import { useLoaded } from '../state/use-loaded.js';

interface Budget {
  name: string;
  scope: 'account' | 'server';
  limit: number;
  used: number;
  reserved: number;
  reset_at: string;
}

/** What may still be used; nothing where there is no budget. */
export function Budgets({ round }: { round: number }) {
  const load = (signal: AbortSignal) => call<{ budgets: Budget[] }>('GET', '/api/stats/budget', { signal });
  const { value } = useLoaded(load, [round]);
  if (!value?.budgets.length) return null;
  return (
    <section aria-labelledby="budgets">
      <h2 id="budgets">Budgets</h2>
      <ul class="rows">
        {value.budgets.map(({ name, scope, limit, used, reserved, reset_at }) => (
          <li key={`${scope} ${name}`}>
            <label class="about">
              <span class="title">
                {name.replaceAll('_', ' ')} {scope === 'server' && <span class="quiet">(everybody)</span>}
              </span>
              <progress value={used + reserved} max={limit} />
              <span class="quiet small">
                {count(used)} of {count(limit)} · starts anew {dateTime(reset_at)}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
