import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LEASE_RENEWAL_MS } from './instance.js';
import { OrphanSweep } from './orphan-sweep.js';

type Parts = ConstructorParameters<typeof OrphanSweep>;

describe('the beat of leases', () => {
  const told = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  beforeEach(() => {
    jest.useFakeTimers();
    told.mockClear();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** What the log is told of a beat in which rows cannot be read (`isAway`), or bills not be booked. */
  async function toldOf(isAway: boolean, billLeft: () => Promise<void>): Promise<unknown[]> {
    const rows = jest.fn(() => Promise.resolve([]));
    const clock = { iso: () => new Date().toISOString() };
    const given = [{ dialect: 'sqlite', rows }, { size: 0 }, { id: 'here' }, {}, { billLeft }, {}, clock];
    const sweep = new OrphanSweep(...(given as unknown as Parts));
    await sweep.onApplicationBootstrap();
    if (isAway) rows.mockRejectedValue(new Error('away'));
    await jest.advanceTimersByTimeAsync(LEASE_RENEWAL_MS);
    sweep.onApplicationShutdown();
    return told.mock.calls.map(([, line]) => line as unknown);
  }

  it('tells of bills that could not be booked as what they are', async () => {
    expect(await toldOf(false, () => Promise.reject(new Error('away')))).toEqual([
      'what turns of deleted conversations cost could not be saved yet',
    ]);
  });

  it('books bills also where leases could not be looked at', async () => {
    const billLeft = jest.fn(() => Promise.resolve());
    expect(await toldOf(true, billLeft)).toEqual(['leases of running turns could not be renewed']);
    expect(billLeft).toHaveBeenCalledTimes(1);
  });
});
