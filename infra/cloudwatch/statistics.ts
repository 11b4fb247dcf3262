/** Values of a metric that came together: `count` values between `minimum` and `maximum` that make `sum`. */
export interface Sample {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

const simple: Readonly<Record<string, (samples: readonly Sample[]) => number>> = {
  SampleCount: (samples) => total(samples, "count"),
  Sum: (samples) => total(samples, "sum"),
  Average: (samples) => total(samples, "sum") / total(samples, "count"),
  Minimum: (samples) => Math.min(...samples.map(({ minimum }) => minimum)),
  Maximum: (samples) => Math.max(...samples.map(({ maximum }) => maximum)),
};

const percentile = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;

/** Whether a statistic is one of the five (`Sum`) or a percentile (`p99.9`). */
export const isStatistic = (name: string): boolean => Object.hasOwn(simple, name) || percentile.test(name);

export const isPercentile = (name: string): boolean => percentile.test(name);

/**
 * A statistic over samples; undefined where there are none, or where a percentile is asked of samples that do not tell
 * their values ("CloudWatch statistics definitions").
 */
export function statistic(name: string, samples: readonly Sample[]): number | undefined {
  if (samples.length === 0) return undefined;
  if (Object.hasOwn(simple, name)) return simple[name]!(samples);
  const share = percentile.exec(name)?.[1];
  if (share === undefined || samples.some(({ minimum, maximum }) => minimum !== maximum)) return undefined;
  return valueAt(Number(share) / 100, samples);
}

/** The smallest value that is at least as large as this share of all values. */
function valueAt(share: number, samples: readonly Sample[]): number {
  const sorted = [...samples].sort((a, b) => a.minimum - b.minimum);
  const rank = share * total(samples, "count");
  let seen = 0;
  for (const { minimum, count } of sorted) {
    seen += count;
    // Counts of a thousand halves do not always add up to five hundred.
    if (seen >= rank - 1e-9) return minimum;
  }
  return sorted.at(-1)!.minimum;
}

const total = (samples: readonly Sample[], member: "count" | "sum"): number =>
  samples.reduce((sum, sample) => sum + sample[member], 0);

/** Samples by the window they fall into: `count` windows of `period` milliseconds from `start` on. */
export function inWindows(
  samples: readonly Sample[],
  { start, period, count }: { readonly start: number; readonly period: number; readonly count: number },
): readonly (readonly Sample[])[] {
  const windows: Sample[][] = Array.from({ length: count }, () => []);
  for (const sample of samples) windows[Math.floor((sample.time - start) / period)]?.push(sample);
  return windows;
}
