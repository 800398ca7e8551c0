import { describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../../platform/database/database.js';
import { TurnHistory } from './turn-history.js';

const running = { id: 'turn', message_id: 'answer', state: 'running', content: '' };
const ended = { ...running, state: 'complete', content: 'All of it.' };

/** Gives in order what each look at the database finds. */
function historyOf(...looks: object[][]) {
  const rows = jest.fn<() => Promise<object[]>>();
  for (const found of looks) rows.mockResolvedValueOnce(found);
  return new TurnHistory({ rows } as unknown as Database);
}

describe('a turn that is read while it is written', () => {
  it('has what has been saved so far', async () => {
    const turn = await historyOf([running], [{ text: 'All ' }, { text: 'of' }]).get('user', 'turn');
    expect(turn).toEqual({ ...running, content: 'All of' });
  });

  it('is what it has become where it ended before its parts were read', async () => {
    expect(await historyOf([running], [], [ended]).get('user', 'turn')).toEqual(ended);
  });

  it('has no text where nothing is saved yet', async () => {
    expect(await historyOf([running], [], [running]).get('user', 'turn')).toEqual(running);
  });
});
