/** G11: CPU for persisting a turn, the application's write path against raw group commit. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChild } from '../harness/children.mjs';
import { ratioCheck } from './outcome.mjs';

const PROGRAM = fileURLToPath(new URL('../micro/persist.mjs', import.meta.url));
const WRITE_PATH = new URL('../../dist/src/platform/database/open-database.js', import.meta.url);

export const g11 = {
  id: 'G11',
  title: 'CPU for persisting a turn',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run({ rai, profile, cores, folder }) {
    if (!rai) return { notMeasured: 'no application' };
    if (!fs.existsSync(WRITE_PATH)) return { notMeasured: 'the write path is not where it was' };
    const args = [PROGRAM, folder, String(profile.rounds)];
    const printed = ({ output }) => output.includes('\n');
    const child = await startChild({ name: 'persist', args, cores: cores.server, isReady: printed });
    const values = JSON.parse(child.output.split('\n')[0]);
    const check = ratioCheck('CPU µs/turn', values, { to: 'floor', direction: '≤', must: 2 });
    const figures = { 'persist, CPU µs/turn': { rai: values.rai, 'group commit': values.floor } };
    return { checks: [check], steadiness: values.floor, figures };
  },
};
