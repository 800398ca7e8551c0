/** Runs synchronous work that may be endless, and gives up after a while. Pure. */
import { createContext, Script } from 'node:vm';

const SCRIPT = new Script('work()');

/** Throws where it takes longer than `ms`; what `work` throws passes through. */
export function withinMs<T>(ms: number, work: () => T): T {
  return SCRIPT.runInContext(createContext({ work }), { timeout: ms }) as T;
}
