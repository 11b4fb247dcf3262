import type { Difference } from "../compare.ts";
import { sts } from "./sts.ts";

/** A difference from moto that is meant. */
export interface IntendedDifference extends Omit<Difference, "service"> {
  /** `*`: any value, for what differs from step to step; so may `operation` be. */
  readonly ours: string;
  readonly moto: string;
  /** Who is right, and by which source. */
  readonly why: string;
}

/** Every difference between our answers and moto's in the conformance suites. One that no step shows fails the test. */
export const differences: Readonly<Record<string, readonly IntendedDifference[]>> = { sts };
