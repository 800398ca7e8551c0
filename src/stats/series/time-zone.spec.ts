import { describe, expect, it, jest } from '@jest/globals';
import { bucketEdges, isTimeZone } from './time-zone.js';

const iso = (edges: number[]) => edges.map((edge) => new Date(edge).toISOString());
const edges = (from: string, to: string, bucket: 'minute' | 'hour' | 'day', zone: string) =>
  iso(bucketEdges(Date.parse(from), Date.parse(to), bucket, zone));

describe('bucketEdges', () => {
  it('begins where the first bucket begins and ends at or after the range', () => {
    expect(edges('2026-03-01T10:20:30Z', '2026-03-01T12:00:00Z', 'hour', 'UTC')).toEqual([
      '2026-03-01T10:00:00.000Z',
      '2026-03-01T11:00:00.000Z',
      '2026-03-01T12:00:00.000Z',
    ]);
  });

  it('knows days of 23 and 25 hours', () => {
    expect(edges('2026-03-29T05:00:00Z', '2026-03-29T06:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(edges('2026-10-25T05:00:00Z', '2026-10-25T06:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  it('knows a day without midnight', () => {
    // In Cairo clocks went from 24 April 2026 00:00 to 01:00.
    expect(edges('2026-04-23T12:00:00Z', '2026-04-24T12:00:00Z', 'day', 'Africa/Cairo')).toEqual([
      '2026-04-22T22:00:00.000Z',
      '2026-04-23T22:00:00.000Z',
      '2026-04-24T21:00:00.000Z',
    ]);
  });

  it('knows zones of half and quarter hours', () => {
    expect(edges('2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', 'hour', 'Asia/Kathmandu')[0]).toBe(
      '2025-12-31T23:15:00.000Z',
    );
    expect(edges('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'day', 'Asia/Kolkata')).toEqual([
      '2025-12-31T18:30:00.000Z',
      '2026-01-01T18:30:00.000Z',
      '2026-01-02T18:30:00.000Z',
    ]);
  });

  it('gets past a clock that is moved by half an hour', () => {
    const hours = edges('2026-04-04T12:00:00Z', '2026-04-04T18:00:00Z', 'hour', 'Australia/Lord_Howe');
    expect(new Set(hours).size).toBe(hours.length);
    expect([...hours].sort()).toEqual(hours);
  });
});

describe('isTimeZone', () => {
  it('keeps one format for a zone, however it is spelt', () => {
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    for (const name of ['Asia/Tbilisi', 'asia/tbilisi', 'ASIA/TBILISI', 'Asia/tBiLiSi'])
      expect(isTimeZone(name)).toBe(true);
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });

  it('knows names of the IANA database only', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Mars/Olympus')]).toEqual([true, true, false]);
  });
});
