/** The built command line as a child process. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** Runs it with settings of its own; gives its exit code and what it printed. */
export function rai(
  env: Record<string, string>,
  folder: string,
  ...words: string[]
): Promise<{ code: number | null; text: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), ...words], {
    cwd: folder,
    env: { PATH, HOME, ...env },
  });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, text })));
}
