/** A number of places, given out in the order of asking; who needs several waits until that many are free. */
export class Slots {
  private free: number;
  private readonly waiting: { places: number; start: () => void }[] = [];

  constructor(readonly places: number) {
    this.free = places;
  }

  async use<T>(places: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ places, start });
      this.next();
    });
    try {
      return await work();
    } finally {
      this.free += places;
      this.next();
    }
  }

  private next(): void {
    while (this.waiting[0] && this.waiting[0].places <= this.free) {
      const { places, start } = this.waiting.shift()!;
      this.free -= places;
      start();
    }
  }
}
