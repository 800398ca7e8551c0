import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import type { AppConfig } from '../../config/app.config.js';
import type { Database } from '../database/database.js';
import { LeaderRounds } from './leader-rounds.js';
import type { Round } from './term.js';

function leading(): LeaderRounds {
  const database = { dialect: 'sqlite' } as Database;
  const rounds = new LeaderRounds(database, new SystemClock(), { runsJobs: true } as AppConfig);
  rounds.onApplicationBootstrap();
  return rounds;
}

describe('rounds of the leader, when the process ends', () => {
  it('are told, and waited for', async () => {
    const rounds = leading();
    let ended = false;
    rounds.every(60_000, 'an obedient round', async ({ signal }: Round) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      ended = true;
    });
    await rounds.onModuleDestroy();
    expect(ended).toBe(true);
  });

  it('hold up the end of answers for half a second and no longer', async () => {
    const rounds = leading();
    let end = () => {};
    rounds.every(60_000, 'a round that hears nothing', () => new Promise((resolve) => (end = resolve)));
    const destroyed = rounds.onModuleDestroy().then(() => 'destroyed');
    const late = new Promise((resolve) => setTimeout(resolve, 3000, 'late'));
    expect(await Promise.race([destroyed, late])).toBe('destroyed');
    end();
  });
});
