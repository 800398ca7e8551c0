/**
 * `npm run bench:all`: every measurement, one after the other, and one report of all of them in Markdown. About an hour;
 * `--quick` is the short form of each. PEERS and PEERS_FOLDER hold for the first. Ends with 1 when any goal was missed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RESULTS } from './report/json.mjs';

const ON_POSTGRES = ['--database', 'postgres'];
const STEPS = [
  { title: 'One server on SQLite', program: 'run.mjs', args: [], short: '--smoke', peers: true },
  { title: 'One server on PostgreSQL and Redis', program: 'run.mjs', args: ON_POSTGRES, short: '--smoke' },
  {
    title: 'Two servers on PostgreSQL and Redis',
    program: 'run.mjs',
    args: [...ON_POSTGRES, '--replicas', '2', '--only', 'G13'],
    short: '--smoke',
  },
  {
    title: 'Four servers on PostgreSQL and Redis',
    program: 'run.mjs',
    args: [...ON_POSTGRES, '--replicas', '4', '--only', 'G13'],
    short: '--smoke',
  },
  { title: 'What growth costs', program: 'scale/scale.mjs', args: [], short: '--quick' },
];

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, into: { type: 'string' } } });

/** Runs a step with its progress on the screen. @returns {Promise<{code: number, printed: string}>} */
async function run({ program, args, short, peers }, json) {
  const file = fileURLToPath(new URL(`./${program}`, import.meta.url));
  const all = [file, ...args, ...(options.quick ? [short] : []), '--json', json];
  const env = { ...process.env, ...(peers ? {} : { PEERS: '' }) };
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    printed += text;
    process.stdout.write(text);
  });
  const [code] = await once(child, 'close');
  return { code, printed };
}

/** Goal lines as they are, tables as tables. */
function inMarkdown(printed) {
  const lines = printed.trim().split('\n');
  const isTable = (line) => line?.startsWith('|');
  return lines.map((line, at) => (isTable(line) || !line || isTable(lines[at + 1]) ? line : `    ${line}`)).join('\n');
}

const folder = path.resolve(options.into ?? path.join(RESULTS, `all-${new Date().toISOString().replaceAll(':', '-')}`));
fs.mkdirSync(folder, { recursive: true });
const load = () =>
  os
    .loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
const parts = [`# Measured on ${os.cpus().length} × ${os.cpus()[0]?.model}, Node ${process.version}`];
let worst = 0;
for (const [number, step] of STEPS.entries()) {
  const before = load();
  process.stderr.write(`\n== ${step.title} (load before: ${before})\n`);
  const { code, printed } = await run(step, path.join(folder, `${number + 1}.json`));
  worst = Math.max(worst, code ?? 2);
  parts.push(`## ${step.title}\n\nLoad of the machine before: ${before}.\n\n${inMarkdown(printed)}`);
  fs.writeFileSync(path.join(folder, 'report.md'), `${parts.join('\n\n')}\n`);
}
console.log(`report in ${path.join(folder, 'report.md')}`);
process.exit(worst);
