import { describe, expect, it } from '@jest/globals';
import type { NumberedEvent, TurnStart } from '../api/turn-event.js';
import { begun, type LiveMessage, withEvents } from './live-message.js';
import type { Messages } from './message-tree.js';

const START: TurnStart = {
  type: 'turn-start',
  session_id: 's',
  turn_id: 't',
  user_message_id: 'q',
  message_id: 'a',
  model: 'm',
};
const END: NumberedEvent = {
  type: 'turn-end',
  seq: 9,
  turn_status: 'incomplete',
  reason: 'stopped',
  response: 'one two',
  citations: [],
  usage: null,
};
const delta = (seq: number, text: string): NumberedEvent => ({ type: 'text-delta', seq, text });

const fresh = (): Messages => new Map(begun(START, { content: '?', parent_id: null }).map((one) => [one.id, one]));
const answerAfter = (messages: Messages, ...events: NumberedEvent[]): LiveMessage =>
  withEvents(messages, 'a', events).get('a')!;

describe('a message while it is written', () => {
  it('begins as a question and an empty answer', () => {
    const [question, answer] = begun(START, { content: '?', parent_id: 'p' });
    expect([question!.id, question!.parent_id, question!.content]).toEqual(['q', 'p', '?']);
    expect([answer!.id, answer!.parent_id, answer!.state]).toEqual(['a', 'q', 'running']);
  });

  it('grows, and ends as the server says', () => {
    expect(answerAfter(fresh(), delta(1, 'one '), delta(2, 'two')).content).toBe('one two');
    const answer = answerAfter(fresh(), delta(1, 'one '), END);
    expect([answer.content, answer.state, answer.reason]).toEqual(['one two', 'incomplete', 'stopped']);
  });

  it('is not doubled by a replay from the beginning', () => {
    const half = withEvents(fresh(), 'a', [delta(1, 'one ')]);
    expect(answerAfter(half, { ...START, seq: 0 }, delta(1, 'one '), delta(2, 'two')).content).toBe('one two');
  });

  it('shows steps, their outcome, and those that wait', () => {
    const call: NumberedEvent = { type: 'tool-call', seq: 1, id: 'c', name: 'clock', arguments: {} };
    const asked = {
      type: 'approval-required',
      name: 'clock',
      arguments: {},
      side_effects: 'asks',
      expires_at: '',
    } as const;
    const waiting: NumberedEvent[] = [
      { ...asked, seq: 2, id: 'c' },
      { ...asked, seq: 3, id: 'd' },
    ];
    expect(answerAfter(fresh(), call, ...waiting).waiting).toMatchObject([{ id: 'c' }, { id: 'd' }]);
    const decided: NumberedEvent = { type: 'approval-decided', seq: 4, id: 'c', name: 'clock', decision: 'approved' };
    const done: NumberedEvent = { type: 'tool-result', seq: 5, id: 'c', name: 'clock', ok: true, summary: 'noon' };
    const answer = answerAfter(fresh(), call, ...waiting, decided, done);
    expect(answer.steps).toEqual([expect.objectContaining({ ok: true, summary: 'noon' })]);
    expect(answer.waiting).toMatchObject([{ id: 'd' }]);
    expect(answerAfter(fresh(), call, ...waiting, { ...END, seq: 6 }).waiting).toEqual([]);
  });

  it('leaves alone what it does not know', () => {
    const messages = fresh();
    expect(withEvents(messages, 'other', [delta(1, 'x')])).toBe(messages);
    const odd = { type: 'something-new', seq: 1 } as unknown as NumberedEvent;
    expect(answerAfter(messages, odd)).toEqual(messages.get('a'));
  });
});
