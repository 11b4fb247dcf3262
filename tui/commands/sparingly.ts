/** A message that only counts on is worth a line again after this long. */
const restMilliseconds = 10_000;

/**
 * Prints progress for a log that only grows: each message once, and those that differ from the last one in their
 * numbers only ("compiling: 412 of 1,451 packages, 34 s") now and then. `now`: epoch milliseconds.
 */
export function sparingly(
  print: (message: string) => void,
  now: () => number = Date.now,
): (message: string) => void {
  const told = new Map<string, number>();
  return (message) => {
    const kind = message.replace(/\d[\d.,]*/g, "#");
    const last = told.get(kind);
    const counts = kind !== message && last !== undefined && now() - last >= restMilliseconds;
    if (last !== undefined && !counts) return;
    told.set(kind, now());
    print(message);
  };
}
