import { describe, expect, it } from '@jest/globals';
import { JsonCallReader } from './json-call-reader.js';
import { readJsonCalls } from './json-calls.js';

const CALL = '{"tool_calls":[{"name":"look","arguments":{"q":"a } b"}}]}';

/** Whatever the pieces, the same is shown and held. */
function read(text: string) {
  const results = [1, 2, 3, 7, text.length].map((size) => {
    const reader = new JsonCallReader();
    let shown = '';
    for (let i = 0; i < text.length; i += size) shown += reader.take(text.slice(i, i + size));
    const rest = reader.rest();
    return { shown: shown + rest.text, held: rest.held };
  });
  for (const result of results) expect(result).toEqual(results[0]);
  return results[0]!;
}

describe('calls in the text of an answer', () => {
  it.each([
    ['alone', CALL, ''],
    ['after white space', `\n  ${CALL}`, '\n  '],
    ['in a fence', '```json\n' + CALL + '\n```', ''],
    ['after words', `Let me look.\n${CALL}`, 'Let me look.\n'],
    ['after words, in a fence', `Let me look.\n\n\`\`\`\n${CALL}\n\`\`\``, 'Let me look.\n\n'],
    ['with spaces', CALL.replace('{"tool_calls":', '{ "tool_calls" : '), ''],
    ['with words after it', `${CALL}\nThe result is 7.`, ''],
  ])('are held: %s', (_, text, shown) => {
    const result = read(text);
    expect(result.shown.trimEnd()).toBe(shown.trimEnd());
    expect(readJsonCalls(result.held)).toEqual({ ok: true, calls: [{ name: 'look', arguments: '{"q":"a } b"}' }] });
  });

  it.each([
    'Hello.',
    '',
    '{"answer": 42}',
    'A set is written {a, b}.\n{"tool": 1}',
    '```js\nconst a = { b: 1 };\n```\nDone.',
    'I would write {"tool_calls": []} inline.',
    '{',
    '`',
    '{"tool_ca',
  ])('are not seen in %j', (text) => {
    expect(read(text)).toEqual({ shown: text, held: '' });
  });

  it.each([
    ['{"tool_calls":[{"name":"look"}]}', [{ name: 'look', arguments: '{}' }]],
    ['{"tool_call":{"name":"look","arguments":"{\\"q\\":1}"}}', [{ name: 'look', arguments: '{"q":1}' }]],
  ])('are read from %s', (text, calls) => {
    expect(readJsonCalls(text)).toEqual({ ok: true, calls });
  });

  it.each(['{"tool_calls":[', '{"tool_calls":[{"name":look}]}', '{"tool_calls":[]}', '{"tool_calls":[{"name":7}]}'])(
    'that are broken are said to be: %s',
    (text) => {
      expect(readJsonCalls(text).ok).toBe(false);
    },
  );
});
