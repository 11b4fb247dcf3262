import { setTimeout } from "node:timers/promises";

/** Time as a tail sees it. Handed in, so that tests need not wait. */
export interface Timer {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after that time, or at once when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock and timers. */
export const systemTimer: Timer = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
};
