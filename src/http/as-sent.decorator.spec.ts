import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance, Transform } from 'class-transformer';
import { IsObject, validateSync } from 'class-validator';
import { AsSent } from './as-sent.decorator.js';
import { MayBeAbsent } from './may-be-absent.decorator.js';

const parsed = ({ value }: { value: unknown }) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value);

class Labelled {
  @MayBeAbsent()
  @AsSent()
  @Transform(parsed)
  @IsObject()
  labels?: Record<string, unknown>;
}

describe('AsSent', () => {
  it.each([
    '{"constructor":"x"}',
    '{"constructor":""}',
    '{"constructor":{"a":1},"toString":null,"valueOf":[{"constructor":0}]}',
    '{"a":{"constructor":[]},"b":[{"constructor":"x"}]}',
  ])('keeps %s', (text) => {
    const labels = JSON.parse(text) as Record<string, unknown>;
    const made = plainToInstance(Labelled, { labels });
    expect(validateSync(made)).toEqual([]);
    expect(made.labels).toBe(labels);
    expect(JSON.stringify(made.labels)).toBe(text);
  });

  it('lets other rules change what is no object', () => {
    expect(plainToInstance(Labelled, { labels: null }).labels).toBeUndefined();
    expect(plainToInstance(Labelled, { labels: '{"constructor":1}' }).labels).toEqual({ constructor: 1 });
    expect(plainToInstance(Labelled, {}).labels).toBeUndefined();
  });

  it.each([[[{ a: 1 }]], [7], [true]])('lets validation refuse %j', (labels) => {
    expect(validateSync(plainToInstance(Labelled, { labels }))).toHaveLength(1);
  });
});
