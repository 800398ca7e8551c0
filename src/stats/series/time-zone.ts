/** Where days, hours and minutes begin in a time zone. Pure; the zones' rules are those of the runtime (IANA). */

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** By name in lower case: one zone may be spelt in thousands of ways, and each of these takes tens of kilobytes. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Starts of the buckets that cover a range, and the end of the last: one more than there are buckets. */
export function bucketEdges(from: number, to: number, bucket: 'minute' | 'hour' | 'day', zone: string): number[] {
  const edges = [startOf(bucket, from, zone)];
  while (edges.at(-1)! < to) edges.push(nextOf(bucket, edges.at(-1)!, zone));
  return edges;
}

function startOf(bucket: 'minute' | 'hour' | 'day', time: number, zone: string): number {
  if (bucket === 'day') return midnight(localDate(time, zone), zone);
  const size = bucket === 'hour' ? HOUR : MINUTE;
  const offset = offsetAt(time, zone);
  return Math.floor((time + offset) / size) * size - offset;
}

function nextOf(bucket: 'minute' | 'hour' | 'day', start: number, zone: string): number {
  if (bucket === 'minute') return start + MINUTE;
  if (bucket === 'hour') {
    // Where the clock is moved by half an hour, one bucket is shorter or longer.
    const next = startOf('hour', start + HOUR, zone);
    return next > start ? next : start + HOUR;
  }
  const { year, month, day } = localDate(start, zone);
  const next = midnight({ year, month, day: day + 1 }, zone);
  return next > start ? next : start + 24 * HOUR;
}

interface LocalDate {
  year: number;
  month: number;
  day: number;
}

/** The instant at which a local day begins; where midnight does not exist, the first instant after it. */
function midnight({ year, month, day }: LocalDate, zone: string): number {
  const wall = Date.UTC(year, month - 1, day);
  const before = wall - offsetAt(wall - 12 * HOUR, zone);
  if (before + offsetAt(before, zone) === wall) return before;
  const after = wall - offsetAt(before, zone);
  return after + offsetAt(after, zone) === wall ? after : Math.max(before, after);
}

function localDate(time: number, zone: string): LocalDate {
  const local = new Date(time + offsetAt(time, zone));
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** Milliseconds the zone's clocks are ahead of UTC. */
function offsetAt(time: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(time)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return wall - Math.floor(time / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const key = zone.toLowerCase();
  let format = formats.get(key);
  if (!format) {
    const numeric = 'numeric' as const;
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...fields });
    formats.set(key, format);
  }
  return format;
}
