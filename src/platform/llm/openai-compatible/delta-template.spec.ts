import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerReader } from './answer-reader.js';

/** What a reader makes of events; with one reader an event, no template is ever learned. */
function read(events: string[], reader?: AnswerReader): string {
  let text = '';
  const sink = { text: (t: string) => (text += t), progress: () => undefined, finishing: () => undefined };
  const shared = reader ?? new AnswerReader(sink);
  for (const event of events) shared.read(event);
  return text;
}

const shell = fc.constantFrom(
  (content: string) => JSON.stringify({ id: 'x', model: content, choices: [{ index: 0, delta: { content } }] }),
  (content: string) =>
    JSON.stringify({ choices: [{ delta: { content }, finish_reason: null }], note: '"content":"a"' }),
  (content: string) => JSON.stringify({ content: 'a', choices: [{ index: 0, delta: { content, role: 'assistant' } }] }),
  (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }], note: { content } }),
  (content: string) => JSON.stringify({ choices: [{ index: 1, delta: { content } }] }, null, 1),
  (content: string) => JSON.stringify({ choices: [{ index: 0, delta: { content } }] }, null, 1),
);
const token = fc.oneof(
  fc.constantFrom('a', ' b', 'content', 'probe', '"', '\\', '\n', '","x":"', '"}}]}', '\\u0061', 'é', '👩'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

describe('DeltaTemplate', () => {
  it('never reads an event differently from parsing it', () => {
    const events = fc.array(fc.tuple(shell, token), { maxLength: 20 });
    fc.assert(
      fc.property(events, (list) => {
        const wire = list.map(([make, content]) => make(content));
        expect(read(wire)).toBe(wire.map((event) => read([event])).join(''));
      }),
      { numRuns: 500 },
    );
  });

  it('sees a finish reason and an error that come in the learned shape', () => {
    const event = (content: string, more = '') => `{"choices":[{"index":0,"delta":{"content":"${content}"}${more}}]}`;
    expect(() => read([event('a'), event('b'), event('c', ',"finish_reason":"error"')])).toThrow();
    expect(() => read([event('a'), event('b'), '{"error":{"message":"x"}}'])).toThrow();
  });
});
