import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import type { User } from '../api/types.js';
import { useLoaded } from '../state/use-loaded.js';
import { Budgets } from './budgets.js';
import { Charts } from './charts.js';
import { rangeOf, RANGES, type RangeName } from './ranges.js';
import { type Summary, SummaryCards } from './summary-cards.js';

export function StatsPage({ user }: { user: User }) {
  const [name, setName] = useState<RangeName>('30 days');
  const [everybody, setEverybody] = useState(false);
  const [round, setRound] = useState(0);
  const range = rangeOf(name);
  const query = new URLSearchParams({ from: range.from, to: range.to, ...(everybody && { scope: 'all' }) });
  const load = (signal: AbortSignal) => call<{ summary: Summary }>('GET', `/api/stats/summary?${query}`, { signal });
  const { value, problem } = useLoaded(load, [name, everybody, round]);
  return (
    <div class="page">
      <h1>Statistics</h1>
      <div class="toolbar">
        <div role="group" aria-label="Range">
          {RANGES.map((one) => (
            <button key={one} type="button" class="tab" aria-pressed={one === name} onClick={() => setName(one)}>
              {one}
            </button>
          ))}
        </div>
        {user.role === 'admin' && (
          <label class="check">
            <input
              type="checkbox"
              checked={everybody}
              onChange={(event) => setEverybody(event.currentTarget.checked)}
            />
            Everybody
          </label>
        )}
        <button type="button" class="button" onClick={() => setRound(round + 1)}>
          Refresh
        </button>
      </div>
      {problem && <p class="notice problem">{problem}</p>}
      {value && <SummaryCards summary={value.summary} />}
      <Budgets round={round} />
      <Charts range={range} everybody={everybody} round={`${name} ${everybody} ${round}`} />
    </div>
  );
}
