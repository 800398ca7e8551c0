import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/app-error.js';
import { parseBulkLine } from './bulk-line.js';

const refusal = (line: string) => {
  try {
    parseBulkLine(line);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
};

describe('parseBulkLine', () => {
  it.each(['{"constructor":"x"}', '{"constructor":{"name":"x"}}', '{"a":[{"constructor":1}],"toString":""}'])(
    'keeps the metadata %s',
    (metadata) => {
      const document = parseBulkLine(`{"text":"a","metadata":${metadata}}`);
      expect(JSON.stringify(document.metadata)).toBe(metadata);
    },
  );

  it.each([
    '{"text":{"constructor":"x"}}',
    '{"text":"a","title":{"constructor":{"a":1}}}',
    '{"text":"a","external_id":[{"constructor":true}]}',
    '{"text":"a","metadata":[{"constructor":"x"}]}',
  ])('refuses %s as what it is: not valid', (line) => expect(refusal(line)).toBe('validation_failed'));

  it('refuses a text that shows nothing', () => {
    expect(refusal('{"text":" \\n\\u200b\\ufeff\\u00ad"}')).toBe('no_text');
  });
});
