import type { Difference } from "../compare.ts";
import { iam } from "./iam.ts";
import { sts } from "./sts.ts";

/** A difference from moto that is meant. */
export interface IntendedDifference extends Omit<Difference, "service"> {
  // `*` in any of these is anything, and at the beginning any beginning: `*UserId`.
  /** Who is right, and by which source. */
  readonly why: string;
}

/** Every difference between our answers and moto's in the conformance suites. One that no step shows fails the test. */
export const differences: Readonly<Record<string, readonly IntendedDifference[]>> = { iam, sts };
