/** The ledger of a prompt: what went in by layer, what was dropped and why. */
import { call } from '../api/request.js';
import { count, counted } from '../parts/words.js';
import { useLoaded } from '../state/use-loaded.js';

interface Item {
  kind: string;
  id?: string;
  tokens: number;
  score?: number;
  text?: string;
}

interface Ledger {
  limit: number;
  used: number;
  layers: { name: string; tokens: number; items: Item[] }[];
  dropped: { kind: string; id?: string; reason: string }[];
}

export function ContextView({ messageId }: { messageId: string }) {
  const { value, problem, loading } = useLoaded(
    (signal) => call<{ context: Ledger }>('GET', `/api/chat/messages/${messageId}/context`, { signal }),
    [messageId],
  );
  if (problem) return <p class="notice problem">{problem}</p>;
  if (loading || !value) return <p class="quiet">Loading…</p>;
  const { limit, used, layers, dropped } = value.context;
  return (
    <div class="ledger">
      <label>
        {count(used)} of {counted(limit, 'token')}
        <progress value={used} max={limit} />
      </label>
      {layers
        .filter(({ items }) => items.length)
        .map(({ name, tokens, items }) => (
          <details key={name}>
            <summary>
              {name} <span class="quiet">{`${items.length} · ${counted(tokens, 'token')}`}</span>
            </summary>
            <ul>{items.map(itemRow)}</ul>
          </details>
        ))}
      {dropped.length > 0 && <Dropped dropped={dropped} />}
    </div>
  );
}

const itemRow = ({ kind, id, tokens, score, text }: Item) => (
  <li key={id ?? kind}>
    <span class="quiet small">
      {[kind, counted(tokens, 'token'), score !== undefined && `score ${score.toFixed(3)}`].filter(Boolean).join(' · ')}
    </span>
    {text ? <p>{text}</p> : <code>{id}</code>}
  </li>
);

function Dropped({ dropped }: Pick<Ledger, 'dropped'>) {
  return (
    <details>
      <summary>
        Left out <span class="quiet">{dropped.length}</span>
      </summary>
      <ul>
        {dropped.map(({ kind, id, reason }, i) => (
          <li key={i}>
            {kind}: {reason.replaceAll('_', ' ')} <code>{id}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
