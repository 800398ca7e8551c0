import { describe, expect, it } from '@jest/globals';
import type { LogFrame } from '../../common/log-frame.js';
import { KnownTurn } from './known-turn.js';
import type { TurnRow } from './turn-history.js';

const row = { id: 't', state: 'running', last_seq: 3, content: 'one two ' } as TurnRow;
const frames = (from: number): LogFrame[] => {
  const start = { type: 'turn-start' };
  const deltas = ['one ', 'two ', 'three ', 'four '].map((text) => ({ type: 'text-delta', text }));
  const events = [start, { type: 'context-ready' }, ...deltas];
  return events.map((event, seq) => ({ seq, data: JSON.stringify({ ...event, seq }) })).slice(from);
};

describe('KnownTurn', () => {
  it('knows what was saved, where no frame came', () => {
    expect(new KnownTurn(row).deleted).toMatchObject({ content: 'one two ', state: 'incomplete', reason: 'stopped' });
  });

  it.each([0, 1, 3, 4])('knows the text of frames beyond that, once, where they came from %i on', (from) => {
    const known = new KnownTurn(row);
    for (const frame of frames(from)) known.hear([frame]);
    known.hear(frames(Math.max(0, from - 1)));
    expect(known.deleted.content).toBe('one two three four ');
  });

  it('ends as it was told', () => {
    const { seq, data } = new KnownTurn(row).end(7);
    expect([seq, JSON.parse(data)]).toMatchObject([7, { type: 'turn-end', seq: 7, response: 'one two ' }]);
  });
});
