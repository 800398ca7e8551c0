/** The whole run as JSON, beside the printed lines. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { verdict } from '../goals/outcome.mjs';
import { withoutNoise } from './lines.mjs';

/** Where figures go unless told; not kept in the project. */
export const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** @returns {string} the file written */
export function writeJson({ file, profile, outcomes, notes }) {
  const started = new Date().toISOString();
  const target = file ?? path.join(RESULTS, `${started.replaceAll(':', '-')}.json`);
  const goals = outcomes.map((outcome) => ({
    ...outcome,
    verdict: verdict(outcome, profile.slack),
    within_limits: withoutNoise(outcome, profile.slack),
  }));
  const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, node: process.version, load: os.loadavg() };
  fs.mkdirSync(path.dirname(path.resolve(target)), { recursive: true });
  fs.writeFileSync(target, `${JSON.stringify({ written: started, machine, profile, notes, goals }, null, 2)}\n`);
  return target;
}
