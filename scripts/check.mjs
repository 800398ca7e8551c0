/** `npm run check`: everything a machine can say about the sources without running them. All steps run; any may fail it. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './build-if-stale.mjs';

/** Each works on one core. The longest come first, so that none of them is left alone at the end. */
const STEPS = [
  ['lint', 'eslint/bin/eslint.js', '--max-warnings=0', '.'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['types', 'typescript/bin/tsc', '--noEmit', '--incremental', 'false', '-p', 'tsconfig.json'],
  ['unused', 'knip/bin/knip.js'],
  ['types of its tests', 'typescript/bin/tsc', '-p', 'test/console/tsconfig.json'],
  ['floors', 'dependency-cruiser/bin/dependency-cruise.mjs', '--output-type=err', 'src', 'migrations', 'test'],
  ['types of the page', 'typescript/bin/tsc', '-p', 'src/console/page/tsconfig.json'],
  ['supply chain', '../scripts/supply-chain.mjs'],
];

const failed = [];
const waiting = [...STEPS];
const workAtSteps = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) await run(...step);
};
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, workAtSteps));
if (failed.length) console.log(`check failed: ${failed.join(', ')}`);
process.exit(failed.length ? 1 : 0);

/** What a step says is printed in one piece when it is done. */
async function run(name, script, ...args) {
  const began = Date.now();
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  process.stdout.write(Buffer.concat(said));
  console.log(`${code === 0 ? 'ok  ' : `FAIL (${code})`} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(name);
}
