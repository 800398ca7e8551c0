import { page } from '../api/request.js';
import { dateTime } from '../parts/words.js';
import { useLoaded } from '../state/use-loaded.js';

interface Version {
  id?: string;
  content: string | null;
  action?: string;
  created_at: string;
}

export function MemoryHistory({ id }: { id: string }) {
  const { value, problem } = useLoaded((signal) => page<Version>(`/api/memory/${id}/history`, signal), [id]);
  if (problem) return <p class="notice problem">{problem}</p>;
  return (
    <ol class="history" aria-label="History">
      {value?.data.map((version, i) => (
        <li key={i}>
          <span class="quiet small">{[dateTime(version.created_at), version.action].filter(Boolean).join(' · ')}</span>
          <p>{version.content ?? '—'}</p>
        </li>
      ))}
    </ol>
  );
}
