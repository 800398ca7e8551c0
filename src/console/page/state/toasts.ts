/** Short messages at the edge of the page; read out by screen readers. */
import { sentenceOf } from '../api/problem.js';
import { Store } from './store.js';

export interface Toast {
  id: number;
  text: string;
  kind: 'info' | 'problem';
}

const SHOWN_MS = 6000;
let newest = 0;
export const toasts = new Store<readonly Toast[]>([]);

export function tell(text: string, kind: Toast['kind'] = 'info'): void {
  const id = ++newest;
  toasts.set([...toasts.value.slice(-3), { id, text, kind }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.set(toasts.value.filter((toast) => toast.id !== id));
}

/** Runs something a person asked for; what goes wrong is said, and the promise gives undefined. */
export async function attempt<T>(work: () => Promise<T>, done?: string): Promise<T | undefined> {
  try {
    const result = await work();
    if (done) tell(done);
    return result;
  } catch (error) {
    tell(sentenceOf(error), 'problem');
    return undefined;
  }
}
