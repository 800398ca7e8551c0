/** npm passes on to its scripts what the terminal has sent them already: within this time it is the same Ctrl-C. */
const SAME_MS = 200;

/** Calls `hear` for each signal that asks this process to end; `isAgain`: not the first one. Gives the way to stop it. */
export function onTermination(
  signals: readonly NodeJS.Signals[],
  hear: (signal: NodeJS.Signals, isAgain: boolean) => void,
): () => void {
  let first: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (first !== undefined && now - first < SAME_MS) return;
    const isAgain = first !== undefined;
    first ??= now;
    hear(signal, isAgain);
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
