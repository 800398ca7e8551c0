/** Runs what is given for one key one after the other, in the order it came; a key that nothing waits for is forgotten. */
export class InTurn {
  private readonly ends = new Map<string, Promise<unknown>>();

  /** How many keys somebody works or waits for. */
  get size(): number {
    return this.ends.size;
  }

  /** Resolves and rejects as the work does; what came before, however it ended, is over when it begins. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const result = (this.ends.get(key) ?? Promise.resolve()).then(work);
    const end = result
      .catch(() => undefined)
      .then(() => {
        if (this.ends.get(key) === end) this.ends.delete(key);
      });
    this.ends.set(key, end);
    return result;
  }
}
