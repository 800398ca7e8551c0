import { type Inputs, useCallback, useEffect, useState } from 'preact/hooks';
import { sentenceOf } from '../api/problem.js';

export interface Loaded<T> {
  value?: T;
  problem?: string;
  loading: boolean;
  reload: () => void;
}

/** Loads when an input changes; an answer to an older question is thrown away. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: Inputs): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: string; loading: boolean }>({ loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    load(leaving.signal)
      .then((value) => !leaving.signal.aborted && setState({ value, loading: false }))
      .catch((error: unknown) => {
        if (!leaving.signal.aborted) setState({ problem: sentenceOf(error), loading: false });
      });
    return () => leaving.abort();
  }, [...inputs, round]);
  return { ...state, reload: useCallback(() => setRound((n) => n + 1), []) };
}
