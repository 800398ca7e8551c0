/** What the server, the process of a module and its thread tell each other. */
import type { ModuleManifest } from './module-manifest.js';

/** For whom a tool runs: all a module is told. */
export interface ModuleContext {
  userId: string;
}

export interface RunMessage {
  type: 'run';
  id: number;
  tool: string;
  args: unknown;
  context: ModuleContext;
}

/** To the process and on to its thread. `ping` is the process's own. */
export type ToModule = RunMessage | { type: 'cancel'; id: number } | { type: 'ping' };

/** Something found, which answers may cite. */
export interface ModuleSource {
  title: string;
  url?: string;
  quote: string;
}

export interface ModuleResult {
  summary: string;
  content: string;
  sources: ModuleSource[];
}

export type ResultMessage = { type: 'result'; id: number } & (
  { ok: true; result: ModuleResult } | { ok: false; kind: 'arguments' | 'failed'; message: string }
);

/** Back to the server. `ended` is the last one: why it cannot go on. */
export type FromModule =
  { type: 'ready'; manifest: ModuleManifest } | ResultMessage | { type: 'pong' } | { type: 'ended'; reason: string };
