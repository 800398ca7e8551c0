/**
 * Outlives the driver by a moment: when the driver's end of the pipe closes, for whatever reason (kill -9 too),
 * every process group still listed is killed and every folder still listed is removed.
 * Reads lines: `group <pgid>`, `gone <pgid>`, `folder <path>`.
 */
import fs from 'node:fs';
import readline from 'node:readline';

const groups = new Set();
const folders = new Set();
const handlers = {
  group: (pgid) => groups.add(pgid),
  gone: (pgid) => groups.delete(pgid),
  folder: (path) => folders.add(path),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const space = line.indexOf(' ');
  handlers[line.slice(0, space)]?.(line.slice(space + 1));
}
for (const pgid of groups) {
  try {
    process.kill(-Number(pgid), 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') console.error(error.message);
  }
}
for (const path of folders) fs.rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
