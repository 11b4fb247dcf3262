/** Activity is judged over this many minutes at a time (the insightDuration of AWS's own start events). */
export const windowMinutes = 5;

/** The baseline is what happened in up to this many minutes before: seven days ("Working with CloudTrail Insights"). */
export const baselineMinutes = 7 * 24 * 60;

/** Shorter than this, a baseline says nothing. AWS takes up to 36 hours before it gives a first insight. */
export const shortestBaselineMinutes = 60;

/** The fewest calls in a window that are unusual at all (six, in the example of AWS's user guide). */
const fewestCalls = 6;

/**
 * Whether so many calls within a window are unusual. AWS does not say how it decides; here it is: at least six, more
 * than three times what the baseline lets expect, and more than four standard deviations above it, taking calls for
 * independent of each other (a Poisson process, whose standard deviation is the root of what is expected).
 * @param baseline calls per minute
 */
export function isUnusual(calls: number, baseline: number): boolean {
  const expected = baseline * windowMinutes;
  return calls >= fewestCalls && calls > 3 * expected && calls > expected + 4 * Math.sqrt(expected);
}

/** Calls by minute (minutes since 1970). */
export type CallsByMinute = ReadonlyMap<number, number>;

/** Calls in the window that ends with this minute. */
export function callsInWindow(calls: CallsByMinute, minute: number): number {
  let sum = 0;
  for (let m = minute - windowMinutes + 1; m <= minute; m++) sum += calls.get(m) ?? 0;
  return sum;
}

/** The minutes in which a window's sum changes, in order: where calls enter it, and where they leave it. */
export function decisiveMinutes(calls: CallsByMinute, after: number, until: number): readonly number[] {
  const minutes = new Set<number>();
  for (const minute of calls.keys()) minutes.add(minute).add(minute + windowMinutes);
  return [...minutes].filter((minute) => minute > after && minute <= until).sort((a, b) => a - b);
}

/** The first and the last minute between two (inclusive) with more calls than the baseline has. */
export function activeMinutes(
  calls: CallsByMinute,
  { from, to, baseline }: { readonly from: number; readonly to: number; readonly baseline: number },
): { readonly first: number; readonly last: number } {
  const active = [...calls]
    .filter(([minute, count]) => minute >= from && minute <= to && count > baseline)
    .map(([minute]) => minute);
  return active.length === 0
    ? { first: to, last: to }
    : { first: Math.min(...active), last: Math.max(...active) };
}
