/** G14: from the start of the process until `/health/ready` says yes, on an empty database and on the seeded one. */
import fs from 'node:fs';
import path from 'node:path';
import { startRai } from '../subjects/rai.mjs';
import { plainCheck } from './outcome.mjs';

/** A database of its own each time, so that every migration is part of it. */
async function startEmpty({ cores, direct, folder, stores }, number) {
  const own = path.join(folder, `start-${number}`);
  fs.mkdirSync(own);
  const env = await stores?.newDatabase();
  const rai = await startRai({ cores, upstreamUrl: direct.url, folder: own, env });
  await rai.stop();
  return rai.readyMs;
}

export const g14 = {
  id: 'G14',
  title: 'from start to ready, ms',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { rai, profile } = bench;
    if (!rai) return { notMeasured: 'no application' };
    if (!profile.starts) return { notMeasured: 'only in the full run' };
    const empty = [];
    const seeded = [];
    for (let number = 0; number < profile.starts; number++) {
      bench.progress(`G14: start ${number + 1} of ${profile.starts}`);
      empty.push(await startEmpty(bench, number));
      await rai.restart();
      seeded.push(rai.readyMs);
    }
    const checks = [
      plainCheck('ready on an empty database after', empty, { unit: ' ms' }),
      plainCheck('on the seeded one after', seeded, { unit: ' ms' }),
    ];
    const figures = { 'start, empty, ms': { rai: empty }, 'start, seeded, ms': { rai: seeded } };
    return { checks, steadiness: [], figures };
  },
};
