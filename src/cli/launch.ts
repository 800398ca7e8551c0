/** `rai launch`: a model server and the API together. Restarts the engine when it dies; ends both on a signal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfiguration } from '../config/configuration.js';
import { modelsUrl } from '../platform/llm/openai-compatible/server-address.js';
import { SERVER } from './server-entry.js';

const HEALTH_EVERY_MS = 500;
/** Large models take minutes to load. */
const HEALTH_LIMIT_MS = 15 * 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** An engine that ran this long had started properly, so the next pause is a short one again. */
const STEADY_MS = 60_000;
const KILL_AFTER_MS = 8000;

/** Gives the exit code of the API. */
export async function launch(): Promise<number> {
  const { llm } = loadConfiguration();
  if (!llm.engineCommand) {
    process.stderr.write('LLM_ENGINE_COMMAND is not set: put the command that starts your model server there.\n');
    return 78;
  }
  const ending = new AbortController();
  const engine = keepRunning(llm.engineCommand, ending.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort(signal));
  let code = 1;
  if (await isHealthy(modelsUrl(llm.apiUrl), ending.signal)) {
    code = await untilExit(spawn(process.execPath, [fileURLToPath(SERVER)], { stdio: 'inherit' }), ending.signal);
  } else if (!ending.signal.aborted) {
    process.stderr.write(`The engine did not answer at ${llm.apiUrl} within ${HEALTH_LIMIT_MS / 60_000} minutes.\n`);
  }
  ending.abort('SIGTERM');
  await engine;
  return code;
}

/** Runs the command again and again, with growing pauses, until the signal. */
async function keepRunning(command: string, ending: AbortSignal): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !ending.aborted; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    const started = Date.now();
    // A process group of its own, so that what a shell starts ends with it.
    const code = await untilExit(spawn(command, { shell: true, stdio: 'inherit', detached: true }), ending, true);
    if (ending.aborted) return;
    if (Date.now() - started > STEADY_MS) pause = FIRST_PAUSE_MS;
    process.stderr.write(`The engine ended with code ${code}; starting it again in ${pause / 1000} s.\n`);
    await sleep(pause, undefined, { signal: ending }).catch((error: unknown) => {
      if (!ending.aborted) throw error;
    });
  }
}

/** Passes the end on to the child, by force where it does not listen. */
function untilExit(child: ChildProcess, ending: AbortSignal, isGroup = false): Promise<number> {
  return new Promise((resolve, reject) => {
    let force: NodeJS.Timeout | undefined;
    const end = () => {
      kill(child, 'SIGTERM', isGroup);
      force = setTimeout(() => kill(child, 'SIGKILL', isGroup), KILL_AFTER_MS + (isGroup ? 0 : 2000));
    };
    if (ending.aborted) end();
    else ending.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(force);
      ending.removeEventListener('abort', end);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

function kill(child: ChildProcess, signal: NodeJS.Signals, isGroup: boolean): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (!isGroup) child.kill(signal);
  else process.kill(-child.pid, signal);
}

async function isHealthy(url: string, ending: AbortSignal): Promise<boolean> {
  for (const until = Date.now() + HEALTH_LIMIT_MS; Date.now() < until && !ending.aborted;) {
    if (await answers(url)) return true;
    await new Promise((resolve) => setTimeout(resolve, HEALTH_EVERY_MS));
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Not up yet: that is what is being waited for.
    return false;
  }
}
