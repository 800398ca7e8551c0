/** `rai launch`: a model server and the API together. Restarts the engine when it dies; ends both on a signal. */
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { EX_CONFIG } from '../common/exit-codes.js';
import { loadConfiguration } from '../config/configuration.js';
import { modelsUrl } from '../platform/llm/openai-compatible/server-address.js';
import { runGroup } from './child-group.js';
import { SERVER } from './server-entry.js';

const HEALTH_EVERY_MS = 500;
/** Large models take minutes to load. */
const HEALTH_LIMIT_MS = 15 * 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** An engine that ran this long had started properly, so the next pause is a short one again. */
const STEADY_MS = 60_000;
const ENGINE_ENDS_MS = 8000;
/** Longer than it promises to take. */
const API_ENDS_MS = 10_000;

/** Gives the exit code of the API; 0 where a signal came before it was started. */
export async function launch(): Promise<number> {
  const { llm } = loadConfiguration();
  if (!llm.engineCommand) {
    process.stderr.write('LLM_ENGINE_COMMAND is not set: put the command that starts your model server there.\n');
    return EX_CONFIG;
  }
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort(signal));
  const engine = keepRunning(llm.engineCommand, ending.signal);
  try {
    if (await isHealthy(llm, ending.signal)) return await runApi(ending.signal);
    return ending.signal.aborted ? 0 : 1;
  } finally {
    ending.abort('SIGTERM');
    await engine;
  }
}

function runApi(ending: AbortSignal): Promise<number> {
  return runGroup({ command: process.execPath, words: [fileURLToPath(SERVER)], patienceMs: API_ENDS_MS }, ending);
}

/** Runs the command again and again, with growing pauses, until the signal. */
async function keepRunning(command: string, ending: AbortSignal): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !ending.aborted; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const started = Date.now();
    const code = await runGroup({ command, patienceMs: ENGINE_ENDS_MS }, ending);
    if (ending.aborted) return;
    if (Date.now() - started > STEADY_MS) pause = FIRST_PAUSE_MS;
    process.stderr.write(`The engine ended with code ${code}; starting it again in ${pause / 1000} s.\n`);
    await pauseFor(pause, ending);
  }
}

/** Asks as the API will: an engine may answer nobody without its key. */
async function isHealthy({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }, ending: AbortSignal) {
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  let last = 'not at all';
  for (const until = Date.now() + HEALTH_LIMIT_MS; Date.now() < until && !ending.aborted;) {
    last = await answerOf(modelsUrl(apiUrl), headers);
    if (last === 'well') return true;
    await pauseFor(HEALTH_EVERY_MS, ending);
  }
  if (!ending.aborted)
    process.stderr.write(`The engine at ${apiUrl} answered ${last} for ${HEALTH_LIMIT_MS / 60_000} minutes.\n`);
  return false;
}

async function answerOf(url: string, headers: Record<string, string>): Promise<string> {
  try {
    const { ok, status } = await fetch(url, { headers, signal: AbortSignal.timeout(2000) });
    return ok ? 'well' : `with ${status}`;
  } catch {
    // Not up yet: that is what is being waited for.
    return 'not at all';
  }
}

async function pauseFor(ms: number, ending: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: ending }).catch((error: unknown) => {
    if (!ending.aborted) throw error;
  });
}
