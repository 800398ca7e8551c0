/**
 * A program with all it starts, as one process group: it ends whole, and what the terminal says (Ctrl-C, hanging up) does
 * not reach it past whoever started it.
 */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
/** Between ending what is left by force and no longer waiting for it. */
const LAST_WAIT_MS = 1000;

export interface Program {
  command: string;
  /** Undefined: the command is a line for the shell. */
  words?: string[];
  /** How long it may take to end before it is made to. Milliseconds. */
  patienceMs: number;
}

/** Runs it to its end, and ends it on the signal. Gives its exit code once nothing it started is left. */
export async function runGroup({ command, words, patienceMs }: Program, ending: AbortSignal): Promise<number> {
  const options: SpawnOptions = { stdio: 'inherit', detached: true, shell: words === undefined };
  const child = spawn(command, words ?? [], options);
  const exited = exitOf(child);
  let force: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup(child, 'SIGTERM');
    force ??= setTimeout(() => signalGroup(child, 'SIGKILL'), patienceMs);
  };
  if (ending.aborted) end();
  else ending.addEventListener('abort', end, { once: true });
  try {
    const code = await exited;
    // A shell may go before what it started.
    if (isThere(child)) end();
    for (const until = Date.now() + patienceMs + LAST_WAIT_MS; isThere(child) && Date.now() < until;) {
      await sleep(LOOK_EVERY_MS);
    }
    return code;
  } finally {
    clearTimeout(force);
    ending.removeEventListener('abort', end);
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

const isThere = (child: ChildProcess): boolean => signalGroup(child, 0);

/** Whether there was anybody to hear it. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
