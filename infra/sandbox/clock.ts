/** Time as the sandbox sees it. Handed in, so that tests move it by hand. */
export interface Clock {
  now(): Date;
  /** Calls `task` every `milliseconds` of this clock; returns the way to stop. */
  every(milliseconds: number, task: () => void): () => void;
}

/** The machine's own time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => new Date(),
  every(milliseconds, task) {
    const timer = setInterval(task, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** A clock that stands still until it is moved; tasks run in order of their due time while it moves. */
export class HandClock implements Clock {
  #now: number;
  readonly #tasks = new Set<{ period: number; due: number; task: () => void }>();

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  every(period: number, task: () => void): () => void {
    const entry = { period, due: this.#now + period, task };
    this.#tasks.add(entry);
    return () => this.#tasks.delete(entry);
  }

  /** Moves time forward by `milliseconds`, running what falls due on the way. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#tasks].filter((t) => t.due <= end).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#now = next.due;
      next.due += next.period;
      next.task();
    }
    this.#now = end;
  }
}
