/** Checks production secrets and makes development ones, once, readable by the owner only. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ConfigProblem } from './load-environment.js';
import type { Environment } from './variables.js';

const MIN_BYTES = 32;
const EXAMPLE = /change.?me|example|secret.?key|your.?secret|default|password|^(.)\1+$/i;

/** What is wrong with the secrets, or undefined. */
export function secretProblem(environment: Environment): ConfigProblem | undefined {
  const secret = environment.JWT_SECRET_KEY;
  const variable = 'JWT_SECRET_KEY';
  const mend = 'set it to 32 or more random bytes, e.g. the output of `openssl rand -base64 48`';
  if (!secret) {
    return environment.NODE_ENV === 'production'
      ? { variable, problem: `is required in production; ${mend}` }
      : undefined;
  }
  if (Buffer.byteLength(secret) < MIN_BYTES)
    return { variable, problem: `is shorter than ${MIN_BYTES} bytes; ${mend}` };
  if (environment.NODE_ENV === 'production' && EXAMPLE.test(secret)) {
    return { variable, problem: `looks like an example value; ${mend}` };
  }
  return undefined;
}

/** The signing secret: the configured one, or the one generated into the data folder (mode 0600) at the first start. */
export function signingSecret(environment: Environment, dataDir: string): string {
  if (environment.JWT_SECRET_KEY) return environment.JWT_SECRET_KEY;
  const file = join(dataDir, 'development-jwt-secret');
  if (!existsSync(file)) createSecretFile(file);
  return readFileSync(file, 'utf8').trim();
}

/** Written aside and then given its name: whoever sees it sees all of it, and of several servers the first one's stays. */
function createSecretFile(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, randomBytes(48).toString('base64url'));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    // Some disks of other systems know no second name.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
