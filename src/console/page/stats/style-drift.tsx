import { call } from '../api/request.js';
import { counted } from '../parts/words.js';
import { useLoaded } from '../state/use-loaded.js';

interface Point {
  t: string;
  answers: number;
  distance: number | null;
}

interface ToneDrift {
  tone_id: string | null;
  name: string | null;
  target: object;
  series: Point[];
}

/** How far answers were from what their tones ask for; nothing where no tone asks for anything that is measured. */
export function StyleDrift({ range, round }: { range: { from: string; to: string }; round: string }) {
  const query = new URLSearchParams({ from: range.from, to: range.to });
  const load = (signal: AbortSignal) => call<{ tones: ToneDrift[] }>('GET', `/api/stats/style?${query}`, { signal });
  const { value } = useLoaded(load, [round]);
  const tones = value?.tones.filter(({ target }) => Object.keys(target).length > 0) ?? [];
  if (!tones.length) return null;
  return (
    <section aria-labelledby="style-drift">
      <h2 id="style-drift">How well tones are kept</h2>
      <ul class="rows">
        {tones.map(({ tone_id, name, series }) => (
          <li key={tone_id}>
            <label class="about">
              <span class="title">{name}</span>
              <meter value={1 - meanOf(series)} min={0} max={1} low={0.5} high={0.75} optimum={1} />
              <span class="quiet small">
                {Math.round(100 * (1 - meanOf(series)))} % as asked, {counted(answersOf(series), 'answer')}; last{' '}
                {Math.round(100 * (1 - (series.at(-1)?.distance ?? 0)))} %
              </span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}

const answersOf = (series: readonly Point[]): number => series.reduce((sum, { answers }) => sum + answers, 0);

function meanOf(series: readonly Point[]): number {
  const sum = series.reduce((all, { answers, distance }) => all + answers * (distance ?? 0), 0);
  return sum / Math.max(1, answersOf(series));
}
