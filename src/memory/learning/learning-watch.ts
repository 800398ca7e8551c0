/** Knows which users' words are being learned from right now in this process, so that the next turn can wait for it. Several processes: `LatestWords`. */
import { Injectable } from '@nestjs/common';

/** Work that hangs is waited for no longer than this. */
export const LONGEST_MS = 5000;

@Injectable()
export class LearningWatch {
  private readonly running = new Map<string, Set<Promise<void>>>();

  /** `work` never rejects. */
  track(userId: string, work: Promise<void>): void {
    const own = this.running.get(userId) ?? new Set();
    this.running.set(userId, own.add(work));
    void work.finally(() => {
      own.delete(work);
      if (!own.size && this.running.get(userId) === own) this.running.delete(userId);
    });
  }

  pending(userId: string): number {
    return this.running.get(userId)?.size ?? 0;
  }

  /** Resolves when everything that is known to be learned by now has been. */
  async settled(userId: string): Promise<void> {
    await Promise.all([...(this.running.get(userId) ?? [])]);
  }
}

/** A promise that its maker resolves, at the latest after a while. */
export function untilDone(): { done: Promise<void>; finish: () => void } {
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const timer = setTimeout(finish, LONGEST_MS);
  timer.unref();
  return {
    done,
    finish: () => {
      clearTimeout(timer);
      finish();
    },
  };
}
