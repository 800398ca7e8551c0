/** Tools that are not built in: they come, change and go while the server runs, and may be others for each user. */
import type { Tool } from './tool.js';

/** Stands between the name of a module or server and that of its tool; no built-in tool has it, so none can be shadowed. */
export const NAMESPACE_MARK = '__';

export interface ToolSource {
  /** All of them, well or not; ends within seconds, whatever stands behind it. */
  list(userId: string, signal?: AbortSignal): Promise<Tool[]>;
  /** The tool of that name as this user has it now; undefined where there is none. */
  find(name: string, userId: string, signal?: AbortSignal): Promise<Tool | undefined>;
}
