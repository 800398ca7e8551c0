/** What only the inside of a server knows, told by test/support/inside-probe.mjs. */
import { resolve } from 'node:path';
import type { RunningApp } from './start-app.js';

/** For `startApp`: the probe comes first, before the server has done anything. */
export const PROBE_ENV = { NODE_OPTIONS: `--import=${resolve('test/support/inside-probe.mjs')}` };

export interface Probe {
  /** `METHOD /path/:id`, of the router that answers. */
  routes: string[];
  /** Names of what stands before and between the routes, in order. */
  middleware: string[];
  /** Shared types whose prototype is not as it was when the process began. */
  changed: string[];
  /** Bytes each process's main thread holds once the collector has been: its heap and the buffers outside of it. */
  held: number[];
}

interface Printed {
  routes: [string, string[]][];
  middleware: string[];
  changed: string[];
  held: number;
}

/** Asks every process: the routes are those of all, and what changed has changed in one of them. */
export async function probe(app: RunningApp): Promise<Probe> {
  const answers = () => app.outputs().map((output) => [...output.matchAll(/^PROBE (.*)\n/gm)].map(([, said]) => said!));
  const before = answers().map(({ length }) => length);
  for (const pid of app.pids) process.kill(pid, 'SIGUSR2');
  for (let tries = 0; tries < 500; tries += 1) {
    const now = answers();
    if (now.every(({ length }, i) => length > before[i]!)) return merged(now.map((said) => JSON.parse(said.at(-1)!)));
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw new Error(`the probe did not answer:\n${app.logs().slice(-2000)}`);
}

function merged(printed: Printed[]): Probe {
  const routes = printed.flatMap((one) => one.routes);
  const named = routes.flatMap(([path, methods]) => methods.map((method) => `${method.toUpperCase()} ${path}`));
  const { middleware } = printed[0]!;
  const changed = [...new Set(printed.flatMap((one) => one.changed))];
  return { routes: [...new Set(named)], middleware, changed, held: printed.map((one) => one.held) };
}
