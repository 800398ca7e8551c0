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
}

interface Printed {
  routes: [string, string[]][];
  middleware: string[];
  changed: string[];
}

export async function probe(app: RunningApp): Promise<Probe> {
  const before = app.logs().length;
  process.kill(app.pid, 'SIGUSR2');
  for (let tries = 0; tries < 500; tries += 1) {
    const line = /^PROBE (.*)\n/m.exec(app.logs().slice(before))?.[1];
    if (line) {
      const { routes, ...rest } = JSON.parse(line) as Printed;
      const named = routes.flatMap(([path, methods]) => methods.map((method) => `${method.toUpperCase()} ${path}`));
      return { routes: [...new Set(named)], ...rest };
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw new Error(`the probe did not answer:\n${app.logs().slice(-2000)}`);
}
