import { describe, expect, it } from '@jest/globals';
import { OutputCheck } from './output-check.js';

const of = (schema: Record<string, unknown>) =>
  new OutputCheck({ type: 'json_schema', json_schema: { name: 'n', schema } });
const NUMBERED = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' } },
  additionalProperties: false,
};

describe('answers in a shape', () => {
  it.each(['{"n":1}', ' {"n":1}\n', '```json\n{"n":1}\n```', '```\n{"n":1}```'])('fit: %j', (answer) => {
    expect(of(NUMBERED).check(answer)).toEqual({ ok: true, json: '{"n":1}' });
  });

  it.each([
    ['', 'not JSON'],
    ['{"n":1', 'not JSON'],
    ['Here: {"n":1}', 'not JSON'],
    ['{"n":"1"}', '/n must be integer'],
    ['{"m":1}', 'required property'],
    ['[]', 'must be object'],
  ])('do not fit: %j', (answer, problem) => {
    expect(of(NUMBERED).check(answer)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });

  it('are objects where no more is asked', () => {
    const check = new OutputCheck({ type: 'json_object' });
    expect(check.check('{"a":[1]}').ok).toBe(true);
    for (const answer of ['[1]', '7', 'null', '"a"', 'a']) expect(check.check(answer).ok).toBe(false);
  });

  it('may be recursive', () => {
    const check = of({ type: 'object', properties: { next: { $ref: '#' } }, additionalProperties: false });
    expect(check.check('{"next":{"next":{}}}').ok).toBe(true);
    expect(check.check('{"next":{"last":{}}}').ok).toBe(false);
  });
});

describe('schemas of strangers', () => {
  const nested = (depth: number): object => (depth === 0 ? {} : { properties: { a: nested(depth - 1) } });
  it.each<[string, Record<string, unknown>]>([
    ['refer elsewhere', { $ref: 'https://example.org/schema.json' }],
    ['refer to nothing', { $ref: '#/$defs/missing' }],
    ['name themselves', { $id: 'https://example.org/mine', type: 'object' }],
    ['are too deep', nested(60) as Record<string, unknown>],
    ['are too long', { enum: ['x'.repeat(70_000)] }],
    ['are none', { type: 'nonsense' }],
    ['look around', { type: 'string', pattern: '(?=a)b' }],
  ])('are refused where they %s', (_, schema) => {
    expect(() => of(schema)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('do not take what every object has for a field of the answer', () => {
    const properties = { constructor: { type: 'string' }, toString: { type: 'null' } };
    const check = of({ type: 'object', properties, required: ['valueOf'] });
    expect(check.check('{"valueOf":1}').ok).toBe(true);
    expect(check.check('{}').ok).toBe(false);
    expect(check.check('{"valueOf":1,"constructor":2}').ok).toBe(false);
  });

  it('match patterns in linear time', () => {
    const check = of({ type: 'object', properties: { a: { type: 'string', pattern: '^(a+)+$' } } });
    expect(check.check(JSON.stringify({ a: `${'a'.repeat(50_000)}!` })).ok).toBe(false);
    expect(check.check('{"a":"aaa"}').ok).toBe(true);
  });

  it.each<[string, Record<string, unknown>]>([
    ['call themselves', { $ref: '#' }],
    [
      'double at every step',
      {
        $ref: '#/$defs/a0',
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, i) => [
            `a${i}`,
            i === 39 ? {} : { allOf: [{ $ref: `#/$defs/a${i + 1}` }, { $ref: `#/$defs/a${i + 1}` }] },
          ]),
        ),
      },
    ],
  ])('are given up on where they %s', (_, schema) => {
    try {
      expect(of(schema).check('{}').ok).toBe(false);
    } catch (error) {
      expect(error).toMatchObject({ code: 'validation_failed' });
    }
  });
});
