import type { Timer } from "../../../infra/trail-log/timer.ts";

/** Time that stands still until the test moves it on. */
export class HandTimer implements Timer {
  #now: number;
  readonly #waiting = new Map<() => void, number>();
  #changed = Promise.withResolvers<void>();

  constructor(now: Date) {
    this.#now = now.getTime();
  }

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.set(done, milliseconds);
      signal.addEventListener("abort", done, { once: true });
      if (signal.aborted) done();
      this.#changed.resolve();
      this.#changed = Promise.withResolvers<void>();
    });
  }

  /** Resolves to the pauses asked for, once so many are waiting. */
  async pauses(count = 1): Promise<number[]> {
    while (this.#waiting.size < count) await this.#changed.promise;
    return [...this.#waiting.values()];
  }

  /** Moves time on, and everybody who waits with it. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const done of [...this.#waiting.keys()]) done();
  }
}
