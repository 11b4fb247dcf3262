import type { Difference } from "../compare.ts";
import { athena } from "./athena.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { iam } from "./iam.ts";
import { ec2 } from "./ec2.ts";
import { glue } from "./glue.ts";
import { kms } from "./kms.ts";
import { logs } from "./logs.ts";
import { organizations } from "./organizations.ts";
import { s3 } from "./s3.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { sts } from "./sts.ts";

/** A difference from moto that is meant. */
export interface IntendedDifference extends Omit<Difference, "service"> {
  // `*` in any of these is anything, and at the beginning any beginning: `*UserId`.
  /** Who is right, and by which source. */
  readonly why: string;
}

/** Every difference between our answers and moto's in the conformance suites. One that no step shows fails the test. */
export const differences: Readonly<Record<string, readonly IntendedDifference[]>> = {
  athena,
  cloudtrail,
  cloudwatch,
  ec2,
  glue,
  iam,
  kms,
  logs,
  organizations,
  s3,
  sns,
  sqs,
  sts,
};
