import { useEffect, useRef } from 'preact/hooks';
import { count, dateTime } from '../parts/words.js';
import { useStore } from '../state/store.js';
import { isDark } from '../state/theme.js';
import type { Lines } from './to-lines.js';

const HEIGHT = 180;
const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5'];

export function Chart({ lines, name }: { lines: Lines; name: string }) {
  const host = useRef<HTMLDivElement>(null);
  const dark = useStore(isDark);
  useEffect(() => {
    const leaving = new AbortController();
    if (host.current && lines.lines.length) void draw(host.current, lines, leaving.signal);
    return () => leaving.abort();
  }, [lines, dark]);
  if (!lines.lines.length) return <p class="quiet small">Nothing in this range.</p>;
  return (
    <>
      <div ref={host} aria-hidden="true" class="plot" />
      <ChartTable lines={lines} name={name} />
    </>
  );
}

/** The library is loaded when the first chart is drawn. Widths follow the page. */
async function draw(host: HTMLElement, { times, lines }: Lines, leaving: AbortSignal): Promise<void> {
  const { default: Plot } = await import('uplot');
  if (leaving.aborted) return;
  const ink = colourOf(host, '--quiet');
  const axis = { stroke: ink, grid: { stroke: colourOf(host, '--line'), width: 1 }, ticks: { show: false } };
  const series = lines.map(({ name }, i) => {
    const stroke = colourOf(host, COLOURS[i % COLOURS.length]!);
    return { label: name, stroke, width: 2, points: { size: 5 } };
  });
  const size = () => ({ width: Math.max(200, host.clientWidth), height: HEIGHT });
  const options = {
    ...size(),
    series: [{}, ...series],
    axes: [axis, { ...axis, size: 56 }],
    legend: { live: false, show: lines.length > 1 },
  };
  const plot = new Plot(options, [times, ...lines.map(({ values }) => values)], host);
  const width = new ResizeObserver(() => plot.setSize(size()));
  width.observe(host);
  leaving.addEventListener('abort', () => {
    width.disconnect();
    plot.destroy();
  });
}

/** A canvas does not know our names of colours: the browser says what one is now. */
function colourOf(host: HTMLElement, name: string): string {
  host.style.color = `var(${name})`;
  const { color } = getComputedStyle(host);
  host.style.color = '';
  return color;
}

function ChartTable({ lines: { times, lines }, name }: { lines: Lines; name: string }) {
  return (
    <details class="small">
      <summary>As a table</summary>
      <div class="table-frame" tabIndex={0}>
        <table>
          <caption class="unseen">{name}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {lines.map((line) => (
                <th scope="col" key={line.name}>
                  {line.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, i) => (
              <tr key={time}>
                <th scope="row">{dateTime(new Date(time * 1000).toISOString())}</th>
                {lines.map(({ name: key, values }) => (
                  <td key={key}>{values[i] == null ? '–' : count(values[i])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
