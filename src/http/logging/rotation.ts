import { existsSync, renameSync, statSync } from 'node:fs';

const MAX_BYTES = 50 * 1024 * 1024;
const KEPT = 5;
const CHECK_MS = 30_000;

/** A log stream that can be told to open its file anew. */
interface Reopenable {
  reopen(file: string): void;
  /** Whether it is in the file that has this name now. */
  writesTo(file: string): boolean;
  /** Says on standard error what went wrong with it. */
  tell(sentence: string): void;
}

/** Looks every 30 s: a log over 50 MB becomes .1, .1 becomes .2 … and .5 goes. Gives a function that ends it. */
export function keepRotating(file: string, stream: Reopenable): () => void {
  let told: string | undefined;
  const timer = setInterval(() => {
    rotateIfLarge(file, stream, MAX_BYTES).then(
      () => (told = undefined),
      ({ code = 'unknown' }: NodeJS.ErrnoException) => {
        // It goes on as it is, and is tried again; told once, not every 30 s.
        if (told !== code) stream.tell(`could not be begun anew (${code}); it is tried again.`);
        told = code;
      },
    );
  }, CHECK_MS).unref();
  return () => clearInterval(timer);
}

export async function rotateIfLarge(file: string, stream: Reopenable, maxBytes: number): Promise<boolean> {
  if (!stream.writesTo(file)) {
    // Another server of this folder has begun it anew, or somebody took it away: what is written would be seen by nobody.
    stream.reopen(file);
    return false;
  }
  if (statSync(file).size <= maxBytes) return false;
  for (let n = KEPT - 1; n >= 1; n--) if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`);
  renameSync(file, `${file}.1`);
  stream.reopen(file);
  return true;
}
