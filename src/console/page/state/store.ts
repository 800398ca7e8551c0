/** A value that components follow. */
import { useEffect, useState } from 'preact/hooks';

export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(next: T): void {
    if (Object.is(next, this.current)) return;
    this.current = next;
    for (const listener of [...this.listeners]) listener();
  }

  /** Replaces some fields of an object value. */
  patch(part: Partial<T>): void {
    this.set({ ...this.current, ...part });
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export function useStore<T>(store: Store<T>): T {
  const [, renderAgain] = useState({});
  useEffect(() => {
    // What changed between the first drawing and this effect would be missed otherwise.
    renderAgain({});
    return store.subscribe(() => renderAgain({}));
  }, [store]);
  return store.value;
}
