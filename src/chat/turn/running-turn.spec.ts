import { describe, expect, it } from '@jest/globals';
import { type AcceptedTurn, RunningTurn } from './running-turn.js';

describe('the parts of a RunningTurn', () => {
  it('hold all it said, in order, also where one could not be written', () => {
    const turn = new RunningTurn({} as AcceptedTurn);
    turn.addText('a');
    expect(turn.takeUnsaved()).toEqual({ seq: 0, text: 'a' });
    turn.addText('b');
    const failed = turn.takeUnsaved();
    turn.addText('c');
    turn.putBack(failed);
    expect(turn.hasFailedPart).toBe(true);
    turn.addText('d');
    expect(turn.unsavedLength).toBe(3);
    expect(turn.takeUnsaved()).toEqual({ seq: 1, text: 'bcd' });
    expect([turn.hasFailedPart, turn.unsavedLength, turn.parts]).toEqual([false, 0, 2]);
  });

  it('may be there where nobody knows whether the first one was written', () => {
    const turn = new RunningTurn({} as AcceptedTurn);
    expect(turn.mayHaveParts).toBe(false);
    turn.addText('a');
    turn.putBack(turn.takeUnsaved());
    expect([turn.parts, turn.mayHaveParts]).toEqual([0, true]);
  });
});
