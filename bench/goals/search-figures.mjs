/** What G8, G9 and G10 are read from: one run of micro/search.mjs on the server's core. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startChild } from '../harness/children.mjs';
import { installedIn } from '../peers/peers.mjs';

const PROGRAM = fileURLToPath(new URL('../micro/search.mjs', import.meta.url));
const NEEDED = new URL('../../dist/src/platform/search/open-search-index.js', import.meta.url);
const PATIENCE_MS = 15 * 60_000;
const runs = new WeakMap();

async function measureOnce({ profile, cores, folder, progress }) {
  const { rows, queries } = profile.search;
  progress(`searching ${rows} passages in process`);
  const modules = installedIn('hnswlib-node') ?? '';
  const args = [PROGRAM, folder, String(rows), String(queries), String(profile.rounds), modules];
  const printed = ({ output }) => /^\{.*\}$/m.test(output);
  const options = { name: 'search', args, cores: cores.server, isReady: printed, patienceMs: PATIENCE_MS };
  const { output } = await startChild(options);
  return JSON.parse(/^\{.*\}$/m.exec(output)[0]);
}

/**
 * The figures, measured once a run.
 * @param {import('./measure.mjs').Bench} bench
 * @returns {Promise<{figures?: object, notMeasured?: string}>}
 */
export async function searchFigures(bench) {
  if (!bench.rai) return { notMeasured: 'no application' };
  if (!bench.profile.search) return { notMeasured: 'only in the full run' };
  if (!fs.existsSync(NEEDED)) return { notMeasured: 'the search is not where it was' };
  if (!runs.has(bench)) runs.set(bench, measureOnce(bench));
  return { figures: await runs.get(bench) };
}
