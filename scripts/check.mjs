/** `npm run check`: everything a machine can say about the sources without running them. All steps run; any may fail it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './build-if-stale.mjs';

const STEPS = [
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  ['types', 'typescript/bin/tsc', '--noEmit', '--incremental', 'false', '-p', 'tsconfig.json'],
  ['types of the page', 'typescript/bin/tsc', '-p', 'src/console/page/tsconfig.json'],
  ['types of its tests', 'typescript/bin/tsc', '-p', 'test/console/tsconfig.json'],
  ['lint', 'eslint/bin/eslint.js', '--max-warnings=0', '.'],
  ['floors', 'dependency-cruiser/bin/dependency-cruise.mjs', '--output-type=err', 'src', 'migrations', 'test'],
  ['unused', 'knip/bin/knip.js'],
  ['supply chain', '../scripts/supply-chain.mjs'],
];

const failed = [];
for (const [name, script, ...args] of STEPS) {
  const began = Date.now();
  const path = join(ROOT, 'node_modules', script);
  const { status } = spawnSync(process.execPath, [path, ...args], { cwd: ROOT, stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length) console.log(`check failed: ${failed.join(', ')}`);
process.exit(failed.length ? 1 : 0);
