import { statfs } from 'node:fs/promises';
import type { HealthCheck } from './health-registry.js';

/** Below this the next migration backup or upload is likely to fail. */
const MIN_FREE_BYTES = 100 * 1024 * 1024;

/** The folder can be reached and has room. */
export function diskCheck(folder: string): HealthCheck {
  return async () => {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return { ok: free >= MIN_FREE_BYTES, detail: `${Math.floor(free / 1024 / 1024)} MB free` };
  };
}
