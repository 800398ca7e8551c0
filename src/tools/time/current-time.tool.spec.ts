import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/app-error.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { CurrentTimeTool } from './current-time.tool.js';
import { timeZoneOf } from './time-zones.js';

describe('the current time', () => {
  const tool = new CurrentTimeTool(new ManualClock(Date.parse('2026-11-21T02:34:38.000Z')));

  it.each([
    ['Tokyo', 'Tokyo (Asia/Tokyo): Saturday, 2026-11-21 11:34:38 (UTC+09:00)'],
    ['Asia/Tokyo', 'Asia/Tokyo: Saturday, 2026-11-21 11:34:38 (UTC+09:00)'],
    ['new york', 'new york (America/New_York): Friday, 2026-11-20 21:34:38 (UTC-05:00)'],
    [undefined, 'UTC: Saturday, 2026-11-21 02:34:38 (UTC+00:00)'],
    ['India', 'India (Asia/Kolkata): Saturday, 2026-11-21 08:04:38 (UTC+05:30)'],
  ])('in %s', (time_zone, line) => {
    expect(tool.run({ time_zone }).content).toBe(line);
  });

  it.each(['Atlantis', 'EST5', '../etc', '+02:00'])('refuses %s', (time_zone) => {
    expect(() => tool.run({ time_zone })).toThrow(AppError);
  });

  it('midnight is 00, not 24', () => {
    const midnight = new CurrentTimeTool(new ManualClock(Date.parse('2026-11-21T00:00:00.000Z')));
    expect(midnight.run({}).content).toContain('2026-11-21 00:00:00');
  });

  it('knows every zone by its city', () => {
    expect(timeZoneOf('Buenos Aires')).toMatch(/^America\/(?:Argentina\/)?Buenos_Aires$/);
    expect(timeZoneOf('LONDON')).toBe('Europe/London');
  });
});
