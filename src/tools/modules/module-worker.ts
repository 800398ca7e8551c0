/** Entry of the thread a plug-in module runs in. What it gives is bounded here, before it is sent anywhere. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LoadedModule, loadModule } from './load-module.js';
import { toModuleResult } from './module-result.js';
import type { FromModule, ResultMessage, RunMessage, ToModule } from './module-messages.js';

const LONGEST_MESSAGE = 300;

const port = parentPort!;
const running = new Map<number, AbortController>();
const { source, home } = workerData as { source: string; home: string };
const loaded = await load();

port.on('message', (message: ToModule) => {
  if (message.type === 'ping') send({ type: 'pong' });
  else if (message.type === 'cancel') running.get(message.id)?.abort(new Error('The call was cancelled.'));
  else void answer(message);
});
send({ type: 'ready', manifest: loaded.manifest });

async function load(): Promise<LoadedModule> {
  try {
    return await loadModule(source, home);
  } catch (error) {
    send({ type: 'ended', reason: `it cannot be loaded: ${messageOf(error)}` });
    // What it began before it failed must not keep it.
    process.exit(1);
  }
}

async function answer({ id, tool: name, args, context }: RunMessage): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const tool = loaded.tools.get(name)!;
    const checked = tool.check(args);
    if ('problem' in checked) return fail(id, 'arguments', checked.problem);
    const result = toModuleResult(await tool.run(checked.args, context, controller.signal));
    send({ type: 'result', id, ok: true, result });
  } catch (error) {
    fail(id, 'failed', messageOf(error));
  } finally {
    running.delete(id);
  }
}

function fail(id: number, kind: 'arguments' | 'failed', message: string): void {
  send({ type: 'result', id, ok: false, kind, message: message.slice(0, LONGEST_MESSAGE) } satisfies ResultMessage);
}

function send(message: FromModule): void {
  port.postMessage(message);
}

/** Whatever was thrown, also where reading it throws. */
function messageOf(error: unknown): string {
  try {
    return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_MESSAGE);
  } catch {
    return 'it threw something that cannot be read';
  }
}
