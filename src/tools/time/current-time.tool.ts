/** Tells the time, anywhere. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Clock } from '../../common/clock.js';
import type { Tool, ToolResult } from '../tool.js';
import { timeZoneOf } from './time-zones.js';

const parameters = z.object({
  time_zone: z.string().max(64).optional().describe('IANA zone ("Asia/Tokyo") or a large city; absent: UTC'),
});

export class CurrentTimeTool implements Tool<z.output<typeof parameters>> {
  readonly name = 'current_time';
  readonly description = 'The current date, weekday and time in a time zone or city.';
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = false;

  constructor(private readonly clock: Clock) {}

  run({ time_zone: wanted }: z.output<typeof parameters>): ToolResult {
    const place = wanted?.trim() || 'UTC';
    const zone = timeZoneOf(place);
    if (!zone) throw new AppError('bad_request', `No time zone is known for "${place}"; give an IANA name.`);
    const line = `${placeName(place, zone)}: ${timeIn(zone, this.clock.now())}`;
    return { summary: line, content: line };
  }
}

/** `Saturday, 2026-11-21 11:34:38 (UTC+09:00)` */
function timeIn(zone: string, now: number): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const offset = part.timeZoneName!.replace(/^GMT$/, 'GMT+00:00').replace('GMT', 'UTC');
  return `${part.weekday}, ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}:${part.second} (${offset})`;
}

function placeName(place: string, zone: string): string {
  return place === zone ? zone : `${place} (${zone})`;
}
