/** The value below which `share` of the samples lie (nearest rank). */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The middle sample. */
export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

/**
 * Measures two things in turn, so that a slow moment of the machine hits both: the first round warms up and is
 * thrown away. Resolves to each one's samples, in milliseconds.
 */
export async function inTurn(
  rounds: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<{ first: number[]; second: number[] }> {
  const samples = { first: [] as number[], second: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const a = await first();
    const b = await second();
    if (round > 0) {
      samples.first.push(a);
      samples.second.push(b);
    }
  }
  return samples;
}
