import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/app-error.js';
import { checkJson } from './check-json.js';

const refusal = (text: string) => {
  try {
    checkJson(JSON.parse(text));
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, field: error.details?.[0]?.field };
    throw error;
  }
  return undefined;
};
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('checkJson', () => {
  it.each([
    '1',
    '"text"',
    'null',
    '[]',
    '{"a":[{"b":"c"}]}',
    '{"constructor":"Bauhaus"}',
    '{"prototype":1}',
    nested(64),
  ])('takes %s', (text) => expect(refusal(text)).toBeUndefined());

  it.each([
    [nested(65), 'json_too_deep', undefined],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'json_too_deep', undefined],
    ['{"a":{"__proto__":{"admin":true}}}', 'validation_failed', 'a.__proto__'],
    ['{"__proto__":1}', 'validation_failed', '__proto__'],
    ['{"constructor":{"prototype":{"x":1}}}', 'validation_failed', 'constructor'],
    ['{"a":["x","\\u0000"]}', 'validation_failed', 'a'],
    ['{"a":{"b":"x\\u0000"}}', 'validation_failed', 'a.b'],
    ['{"x\\u0000":1}', 'validation_failed', 'body'],
    ['"\\u0000"', 'validation_failed', 'body'],
  ])('refuses %.40s', (text, code, field) => {
    expect(refusal(text)).toEqual({ code, field });
  });
});
