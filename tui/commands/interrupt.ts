/** Conventional exit code of a program ended by SIGINT: 128 + 2. */
const forced = 130;

/**
 * Aborts the signal at the first Ctrl-C (or SIGTERM, or hang-up), so that the command stops and cleans up; the second
 * ends the process at once. Returns the signal's controller and the way to stop listening.
 */
export function listenForInterrupts(onFirst: () => void): { abort: AbortController; stop(): void } {
  const abort = new AbortController();
  const interrupted = () => {
    if (abort.signal.aborted) process.exit(forced);
    onFirst();
    abort.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, interrupted);
  return {
    abort,
    stop() {
      for (const signal of signals) process.off(signal, interrupted);
    },
  };
}
